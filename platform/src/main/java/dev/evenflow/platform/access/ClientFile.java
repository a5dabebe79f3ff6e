package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * What a client needs to speak to broker and registry, in a properties file as Kafka's own tools take it
 * ({@code --command-config}): Kafka's names as they are, those of Confluent's registry client beside them.
 *
 * @param path absolute
 */
public record ClientFile(Path path, Map<String, String> values) {
    private static final String REGISTRY_TLS = "schema.registry.ssl.";
    private static final String USER_INFO = "basic.auth.user.info";

    public ClientFile {
        values = Map.copyOf(values);
    }

    public static ClientFile read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new PlatformException("cannot read client file " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return new ClientFile(file.toAbsolutePath().normalize(), values);
    }

    /** For Kafka's clients. */
    public Map<String, String> kafka() {
        Map<String, String> kafka = new TreeMap<>(values);
        kafka.keySet().removeIf(ClientFile::isRegistrys);
        return kafka;
    }

    /** For Confluent's registry client. */
    public Map<String, String> registry() {
        Map<String, String> registry = new TreeMap<>(values);
        registry.keySet().removeIf(name -> !isRegistrys(name));
        return registry;
    }

    /** The same as options of a job: where this file holds a secret, they name the file, and the job reads it where it runs. */
    public Map<String, String> jobOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        kafka().forEach((name, value) -> options.put("--kafka.client." + name, referenceOr(name, value)));
        registry().forEach((name, value) -> options.put("--registry.client." + name, referenceOr(name, value)));
        return options;
    }

    private String referenceOr(String name, String value) {
        return name.endsWith("jaas.config") || name.endsWith("password") || name.equals(USER_INFO)
                ? "${file:" + path + ":" + name + "}"
                : value;
    }

    /** Value of the header {@code Authorization} for the registry. */
    Optional<String> authorization() {
        return Optional.ofNullable(values.get(USER_INFO))
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    /** What it trusts when it speaks to the registry. */
    Optional<SSLContext> registryTls() {
        String store = values.get(REGISTRY_TLS + "truststore.location");
        if (store == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Tls.trusting(
                    Path.of(store),
                    values.getOrDefault(REGISTRY_TLS + "truststore.type", "PKCS12"),
                    values.get(REGISTRY_TLS + "truststore.password")));
        } catch (IOException | GeneralSecurityException e) {
            throw new PlatformException(
                    path + ": " + REGISTRY_TLS + "truststore.location '" + store + "' cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isRegistrys(String name) {
        return name.startsWith("schema.registry.") || name.startsWith("basic.auth.") || name.startsWith("bearer.auth.");
    }
}
