package dev.evenflow.scorer;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format (byte 0, schema id in 4 bytes, Avro). Schemas are looked up in the registry, never registered:
 * that is the deploy step's. Not thread-safe.
 */
final class Wire {
    private static final int HEADER = 5;
    private static final int CACHED = 1_000;

    private final SchemaRegistryClient registry;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, DatumReader<IndexedRecord>> generic = new HashMap<>();

    Wire(String url, ClientConfig client) {
        registry = new CachedSchemaRegistryClient(
                List.of(url), CACHED, List.of(new AvroSchemaProvider()), client.registry(), Map.of());
    }

    /** @throws ScorerException if the topic's subject does not have this build's schema of the type */
    void require(String topic, Schema schema) {
        try {
            ids.put(topic, registry.getId(topic + "-value", new AvroSchema(schema)));
        } catch (IOException | RestClientException e) {
            throw new ScorerException(
                    "subject " + topic + "-value does not have schema " + schema.getFullName() + " of this build: "
                            + "register it with ./evenflow deploy inference-archive (" + e.getMessage() + ")",
                    e);
        }
    }

    <T extends SpecificRecord> byte[] write(String topic, T value) {
        Integer id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("topic " + topic + " was not required");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
        bytes.writeBytes(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<T>(value.getSchema(), SpecificData.getForClass(value.getClass()))
                    .write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a record could not be encoded", e);
        }
        return bytes.toByteArray();
    }

    /** With the schema it was written with, and no conversions of logical types. */
    IndexedRecord readGeneric(byte @Nullable [] value) throws UnreadableException {
        int id = schemaId(value);
        return read(value, generic.computeIfAbsent(id, missing -> new GenericDatumReader<>(schemas.get(missing))));
    }

    <T extends SpecificRecord> T readSpecific(byte @Nullable [] value, Class<T> type) throws UnreadableException {
        SpecificData data = SpecificData.getForClass(type);
        return read(value, new SpecificDatumReader<>(schemas.get(schemaId(value)), data.getSchema(type), data));
    }

    private static <T> T read(byte @Nullable [] value, DatumReader<T> reader) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException("it is null");
        }
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        } catch (IOException | RuntimeException e) {
            throw new UnreadableException("it does not fit its schema: " + e.getMessage());
        }
    }

    private int schemaId(byte @Nullable [] value) throws UnreadableException {
        if (value == null || value.length < HEADER || value[0] != 0) {
            throw new UnreadableException("it has not the registry's header");
        }
        int id = ByteBuffer.wrap(value, 1, 4).getInt();
        if (!schemas.containsKey(id)) {
            try {
                schemas.put(id, (Schema) registry.getSchemaById(id).rawSchema());
            } catch (RestClientException e) {
                throw new UnreadableException("the registry has no schema " + id + ": " + e.getMessage());
            } catch (IOException e) {
                throw new ScorerException("the registry does not answer: " + e.getMessage(), e);
            }
        }
        return id;
    }

    /** A record that is not what its topic promises. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String why) {
            super(why);
        }
    }
}
