package dev.evenflow.flink.options;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Secrets as options carry them: by reference, in Kafka's own form. {@code ${file:FILE:KEY}} is a key of a properties
 * file, {@code ${dir:DIRECTORY:FILE}} a whole file, {@code ${env:NAME}} an environment variable, each where the job runs.
 */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile(
            "(?i).*(password|passphrase|secret|token|credentials|jaas\\.config|user\\.info|keystore\\.key"
                    + "|(private|api|access|secret)[._-]?key)");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|dir|env):[^}]+}");
    /** Where a login's text says a secret itself. */
    private static final Pattern SAID_IN_LOGIN =
            Pattern.compile("(?i)[\\w.]*(password|secret|token)[\\w.]*\\s*=\\s*(?!\"\"|''|[;\\s]|$).*");

    private static final Pattern SAID_IN_URL = Pattern.compile("[a-z][a-z0-9+.-]*://[^/@\\s]*:[^/@\\s]*@.*");

    /** Where that belongs which an address of ours must not say: addresses are not searched for references. */
    private static final Map<String, String> INSTEAD_OF_URL = Map.of(
            "lineage",
            "expected an address without: the key goes into a file where the job runs, which --lineage.api-key-file names",
            "registry.url",
            "expected an address without: it goes into --registry.client.basic.auth.user.info, as a reference that is"
                    + " looked up where the job runs, such as ${file:FILE:KEY}");

    private static final Map<String, Class<? extends ConfigProvider>> PROVIDERS = Map.of(
            "file", FileConfigProvider.class, "dir", DirectoryConfigProvider.class, "env", EnvVarConfigProvider.class);

    private Secrets() {}

    /**
     * Refuses an option that says a secret itself: options show in process lists, in Flink's web page and in the job graph.
     *
     * @param where the option is, for the message
     * @throws IllegalArgumentException never with the value in it
     */
    public static void requireReference(String name, String value, String where) {
        String said = REFERENCE.matcher(value).replaceAll("");
        boolean secret;
        if (!NAME.matcher(name).matches()) secret = SAID_IN_URL.matcher(said).matches();
        else if (name.endsWith("jaas.config"))
            secret = SAID_IN_LOGIN.matcher(said).find();
        else if (name.endsWith("user.info"))
            secret = !said.substring(said.indexOf(':') + 1).isBlank();
        else secret = !said.isBlank();
        if (secret)
            throw new IllegalArgumentException("option '" + name + "' (" + where + ") says a secret, "
                    + INSTEAD_OF_URL.getOrDefault(
                            name,
                            "expected a reference that is looked up where the job runs: ${file:FILE:KEY},"
                                    + " ${dir:DIRECTORY:FILE} or ${env:NAME}"));
    }

    /** The properties of a Kafka client, which looks up references itself when it is made; it only has to be told how. */
    public static Map<String, String> forKafka(Map<String, String> client) {
        Map<String, String> properties = new TreeMap<>(client);
        if (client.values().stream().noneMatch(value -> REFERENCE.matcher(value).find())) return properties;
        if (properties.containsKey("config.providers")) return properties;
        properties.put("config.providers", String.join(",", PROVIDERS.keySet()));
        PROVIDERS.forEach((name, type) -> properties.put("config.providers." + name + ".class", type.getName()));
        return properties;
    }

    /**
     * The properties with what they refer to.
     *
     * @throws IllegalArgumentException names a property whose reference leads nowhere
     */
    public static Map<String, String> resolved(Map<String, String> properties) {
        Map<String, ConfigProvider> providers = new HashMap<>();
        try (FileConfigProvider file = new FileConfigProvider();
                DirectoryConfigProvider directory = new DirectoryConfigProvider();
                EnvVarConfigProvider environment = new EnvVarConfigProvider()) {
            for (ConfigProvider provider : Set.of(file, directory, environment)) {
                provider.configure(Map.of());
            }
            providers.put("file", file);
            providers.put("dir", directory);
            providers.put("env", environment);
            Map<String, String> found =
                    new ConfigTransformer(providers).transform(properties).data();
            found.forEach((name, value) -> {
                if (value != null && REFERENCE.matcher(value).find())
                    throw new IllegalArgumentException(
                            "option '" + name + "': " + properties.get(name)
                                    + " leads nowhere, expected a file with that key, or an environment variable, where the job runs");
            });
            return found;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("a provider of secrets cannot be closed", e);
        } catch (org.apache.kafka.common.config.ConfigException e) {
            throw new IllegalArgumentException("a secret cannot be looked up: " + e.getMessage(), e);
        }
    }
}
