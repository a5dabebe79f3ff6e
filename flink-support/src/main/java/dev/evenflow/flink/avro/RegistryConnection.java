package dev.evenflow.flink.avro;

import dev.evenflow.flink.options.Secrets;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Where the schema registry is and how to speak to it.
 *
 * @param url one or more base URLs, separated by commas
 * @param properties of Confluent's client, such as {@code basic.auth.credentials.source}; refers to secrets, which are looked up in {@link #client}
 */
public record RegistryConnection(String url, Map<String, String> properties) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int CACHED_SCHEMAS = 1_000;

    public RegistryConnection {
        properties = Map.copyOf(properties);
    }

    public SchemaRegistryClient client() {
        return new CachedSchemaRegistryClient(
                List.of(url.split(",", -1)),
                CACHED_SCHEMAS,
                List.of(new AvroSchemaProvider()),
                Secrets.resolved(properties),
                Map.of());
    }

    /** Without the properties. */
    @Override
    public String toString() {
        return url;
    }
}
