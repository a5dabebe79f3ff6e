package dev.evenflow.flink.avro;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * Checks, when a job starts, that the registry holds what it will read and write. Nothing is registered here: that is a
 * step of deployment, so that a job with a wrong schema cannot change the contract.
 */
public final class RegistrySubjects {
    private static final int NOT_FOUND = 404;

    private final SchemaRegistryClient registry;
    private final String url;

    public RegistrySubjects(SchemaRegistryClient registry, String url) {
        this.registry = registry;
        this.url = url;
    }

    /** Subject of a topic's values, by Confluent's default strategy. */
    public static String ofValues(String topic) {
        return topic + "-value";
    }

    /** The id under which exactly this schema is registered for the topic's values. */
    public int idToWrite(String topic, Schema schema) {
        String subject = ofValues(topic);
        try {
            return registry.getId(subject, new AvroSchema(schema));
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) throw refused(subject, e);
            throw new IllegalStateException(
                    "subject '" + subject + "' at " + url + " does not hold the schema of " + schema.getFullName()
                            + " that this job writes. Register it first: ./evenflow register",
                    e);
        } catch (IOException e) {
            throw unreachable(subject, e);
        }
    }

    /** Checks that the latest schema of the topic's values can be read as this one. */
    public void checkReadable(String topic, Schema schema) {
        String subject = ofValues(topic);
        try {
            SchemaMetadata latest = registry.getLatestSchemaMetadata(subject);
            Schema writer = new Schema.Parser().parse(latest.getSchema());
            SchemaCompatibility.SchemaPairCompatibility pair =
                    SchemaCompatibility.checkReaderWriterCompatibility(schema, writer);
            if (pair.getType() == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) return;
            List<String> reasons = pair.getResult().getIncompatibilities().stream()
                    .map(i -> i.getLocation() + ": " + i.getMessage())
                    .toList();
            throw new IllegalStateException("version " + latest.getVersion() + " of subject '" + subject + "' at " + url
                    + " cannot be read as " + schema.getFullName() + ": " + reasons);
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) throw refused(subject, e);
            throw new IllegalStateException(
                    "subject '" + subject + "' is missing at " + url + ". Register it first: ./evenflow register", e);
        } catch (IOException e) {
            throw unreachable(subject, e);
        }
    }

    private IllegalStateException refused(String subject, RestClientException e) {
        return new IllegalStateException(
                "the registry at " + url + " refused to answer for subject '" + subject + "': " + e.getMessage(), e);
    }

    private IllegalStateException unreachable(String subject, IOException e) {
        return new IllegalStateException(
                "the registry at " + url + " does not answer (asked for subject '" + subject + "'): " + e.getMessage(),
                e);
    }
}
