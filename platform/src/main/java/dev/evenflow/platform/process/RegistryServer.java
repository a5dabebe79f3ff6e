package dev.evenflow.platform.process;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.RegistryGate;
import dev.evenflow.platform.access.Secrets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The local schema registry: Apicurio, which answers Confluent's REST API; schemas in a file, so that ids survive a restart. */
public final class RegistryServer {
    public static final String NAME = "registry";

    /** Every version can be read by readers of every other. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    private RegistryServer() {}

    /** @param secrets of a registry that asks who is there: it runs behind a {@link RegistryGate} */
    public static ProcessSpec prepare(
            PlatformHome home, Project project, PlatformPorts ports, Optional<Secrets> secrets) {
        Path data = home.data(NAME);
        List<String> command = new ArrayList<>(List.of(
                "-Xms48m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + data.resolve("registry")
                        + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0",
                // the stock 20 connections are for a shared database
                "-Dquarkus.datasource.jdbc.min-size=1",
                "-Dquarkus.datasource.jdbc.initial-size=1",
                // the stock 5 s to make the database are not enough on a machine that is busy building
                "-Dquarkus.datasource.jdbc.acquisition-timeout=60",
                "-Dquarkus.log.file.enable=true",
                "-Dquarkus.log.file.path=" + home.log(NAME),
                "-Dquarkus.log.console.enable=false"));
        command.addAll(
                secrets.isPresent()
                        ? List.of(
                                "-cp",
                                project.registryRunner() + File.pathSeparator + RegistryGate.code(),
                                RegistryGate.class.getName(),
                                secrets.get().directory().toString(),
                                Integer.toString(ports.registry()),
                                MAIN)
                        : List.of(
                                "-Dquarkus.http.host=127.0.0.1",
                                "-Dquarkus.http.port=" + ports.registry(),
                                "-jar",
                                project.registryRunner().toString()));
        return new ProcessSpec(
                NAME,
                command,
                // without it a page of advice is logged at each start
                Map.of("REGISTRY_APIS_V2_DATE_FORMAT", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
                data,
                home.log(NAME),
                home.output(NAME),
                List.of(ports.registry()));
    }

    public static Optional<String> missing(String registryUrl) {
        try {
            Http.Answer answer = Http.get(registryUrl + "/subjects");
            return answer.isOk() && answer.body().isArray()
                    ? Optional.empty()
                    : Optional.of(registryUrl + "/subjects answers " + answer.status());
        } catch (IOException e) {
            return Optional.of("no answer from " + registryUrl + " (" + e + ")");
        }
    }

    /** Its default lets anything through. */
    public static void requireCompatibility(String registryUrl) {
        try {
            Http.Answer answer = Http.send(
                    "PUT",
                    registryUrl + "/config",
                    JsonNodeFactory.instance.objectNode().put("compatibility", COMPATIBILITY),
                    "application/vnd.schemaregistry.v1+json");
            if (!answer.isOk()) {
                throw new PlatformException("the registry refuses compatibility " + COMPATIBILITY + ": "
                        + answer.status() + " " + answer.text());
            }
        } catch (IOException e) {
            throw new PlatformException("cannot set the registry's compatibility: " + e.getMessage(), e);
        }
    }
}
