package dev.evenflow.platform.process;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Secrets;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The local Kafka broker: one JVM, broker and controller (KRaft). */
public final class KafkaBroker {
    public static final String NAME = "kafka";

    private static final int API_VERSIONS = 18;
    private static final int PROBE_MILLIS = 3_000;
    /** Any valid id: the data directory belongs to this home alone. */
    private static final String CLUSTER_ID = "ZXZlbmZsb3dsb2NhbDAwMQ";

    private KafkaBroker() {}

    /**
     * Writes its configuration and formats its storage if it is new.
     *
     * @param secrets of a broker that asks who is there
     */
    public static ProcessSpec prepare(
            PlatformHome home, Project project, PlatformPorts ports, Optional<Secrets> secrets) {
        Path data = home.data(NAME);
        Path properties = data.resolve("server.properties");
        try {
            Files.createDirectories(data);
            String text = render(project.kafkaConf().resolve("server.properties"), data.resolve("log"), ports);
            if (secrets.isPresent()) {
                text = override(
                        text,
                        render(project.kafkaConf().resolve("secure.properties"), data, ports)
                                .replace("${secrets}", secrets.get().directory().toString()));
            }
            if (Files.exists(home.brokerExtra())) {
                text += "\n" + render(home.brokerExtra(), data.resolve("log"), ports);
            }
            Files.writeString(properties, text);
            if (!Files.exists(data.resolve("log/meta.properties"))) {
                format(home, project, properties, secrets);
            }
        } catch (IOException e) {
            throw new PlatformException("cannot prepare kafka in " + data + ": " + e.getMessage(), e);
        }
        return new ProcessSpec(
                NAME,
                List.of(
                        "-Xms64m",
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.awt.headless=true",
                        "-Dlog.file=" + home.log(NAME),
                        "-Dlog4j2.configurationFile=" + project.kafkaConf().resolve("log4j2.properties"),
                        "-cp",
                        classPath(project),
                        "kafka.Kafka",
                        properties.toString()),
                Map.of(),
                data,
                home.log(NAME),
                home.output(NAME),
                List.of(ports.kafka(), ports.kafkaController()));
    }

    /** Asks for the protocol versions, which every broker answers before anything else. */
    public static Optional<String> missing(int port) {
        try (Socket socket = socket(port)) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(10); // size of the request
            out.writeShort(API_VERSIONS);
            out.writeShort(0); // version of the request
            out.writeInt(NAME.hashCode()); // returned in the answer
            out.writeShort(-1); // no client id
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt(); // size of the answer
            return in.readInt() == NAME.hashCode()
                    ? Optional.empty()
                    : Optional.of("answers, but not as a Kafka broker");
        } catch (IOException e) {
            return Optional.of("no answer on 127.0.0.1:" + port + " (" + e.getMessage() + ")");
        }
    }

    private static String render(Path template, Path log, PlatformPorts ports) throws IOException {
        return Files.readString(template)
                .replace("${controller.port}", Integer.toString(ports.kafkaController()))
                .replace("${broker.port}", Integer.toString(ports.kafka()))
                .replace("${data}", log.toString());
    }

    private static Socket socket(int port) throws IOException {
        SSLContext tls = Access.brokerTls("127.0.0.1:" + port).orElse(null);
        return tls == null ? new Socket() : tls.getSocketFactory().createSocket();
    }

    /** The second text's keys win over those of the first. */
    private static String override(String text, String by) {
        Set<String> keys = by.lines()
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
        return text.lines()
                        .filter(line -> line.startsWith("#") || !keys.contains(line.split("=", 2)[0]))
                        .collect(Collectors.joining("\n"))
                + "\n\n" + by;
    }

    /** With the users that must be there before anybody can make users. */
    private static void format(PlatformHome home, Project project, Path properties, Optional<Secrets> secrets)
            throws IOException {
        Path output = home.logs().resolve("kafka-format.out");
        Files.createDirectories(home.logs());
        List<String> command = new ArrayList<>(List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog.file=" + home.logs().resolve("kafka-format.log"),
                "-Dlog4j2.configurationFile=" + project.kafkaConf().resolve("log4j2.properties"),
                "-cp",
                classPath(project),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER_ID,
                "-c",
                properties.toString()));
        secrets.ifPresent(each -> each.firstUsers()
                .forEach((user, password) -> command.addAll(
                        List.of("--add-scram", "SCRAM-SHA-512=[name=" + user + ",password=" + password + "]"))));
        // in a file, where nobody sees the passwords: arguments of a process are public
        Path arguments = properties.resolveSibling("format.arguments");
        Secrets.writeForOwner(
                arguments,
                command.stream()
                        .map(each -> '"' + each.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining("\n")));
        Process process = new ProcessBuilder(ManagedProcess.java(), "@" + arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new PlatformException("cannot format kafka's storage\n"
                        + ManagedProcess.tail(home.logs().resolve("kafka-format.log"), output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } finally {
            Files.delete(arguments);
        }
    }

    private static String classPath(Project project) {
        project.kafkaLibrary(); // says what to do if it is not built
        return project.root().resolve("platform/processes/kafka/target/dist/lib") + "/*";
    }
}
