package dev.evenflow.scorer;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Security settings of the clients, from a file: passwords have no place in arguments. */
record ClientConfig(Map<String, String> values) {
    ClientConfig {
        values = Map.copyOf(values);
    }

    /** @param file null for none */
    static ClientConfig read(@Nullable Path file) {
        Properties properties = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new ScorerException("--client-config: cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return new ClientConfig(values);
    }

    /** With the settings of one client. */
    Map<String, Object> kafka(Map<String, Object> client) {
        Map<String, Object> all = new HashMap<>(values);
        all.keySet().removeIf(ClientConfig::isRegistrys);
        all.putAll(client);
        return all;
    }

    Map<String, String> registry() {
        Map<String, String> registry = new HashMap<>(values);
        registry.keySet().removeIf(name -> !isRegistrys(name));
        return registry;
    }

    private static boolean isRegistrys(String name) {
        return name.startsWith("basic.auth.") || name.startsWith("schema.registry.");
    }
}
