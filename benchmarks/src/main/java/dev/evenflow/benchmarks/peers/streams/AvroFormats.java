package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's wire format (a zero byte, the schema's id in four bytes, Avro) for both ends, plain Avro between. Streams shares a serde among its threads, so what is used
 * again (readers, buffers) is per thread.
 */
final class AvroFormats {
    private static final int HEAD = 1 + Integer.BYTES;

    private final SchemaRegistryClient registry;
    private final int vectorId;
    private final Schema vector;

    AvroFormats(SchemaRegistryClient registry, int vectorId) {
        this.registry = registry;
        this.vectorId = vectorId;
        this.vector = schema(registry, vectorId);
    }

    Schema vector() {
        return vector;
    }

    private static Schema schema(SchemaRegistryClient registry, int id) {
        try {
            return ((AvroSchema) registry.getSchemaById(id)).rawSchema();
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException("schema " + id + " of the registry: " + e.getMessage(), e);
        }
    }

    Deserializer<Transaction> transactions() {
        ThreadLocal<Map<Integer, SpecificDatumReader<Transaction>>> readers = ThreadLocal.withInitial(HashMap::new);
        ThreadLocal<BinaryDecoder> decoders = decoders();
        return (topic, bytes) -> {
            int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
            SpecificDatumReader<Transaction> reader = readers.get()
                    .computeIfAbsent(
                            id, key -> new SpecificDatumReader<>(schema(registry, key), Transaction.getClassSchema()));
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEAD, bytes.length - HEAD, decoders.get());
            return read(() -> reader.read(null, decoder));
        };
    }

    private static ThreadLocal<BinaryDecoder> decoders() {
        return ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(new byte[0], null));
    }

    Serde<Enriched> vectors() {
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(vector);
        ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);
        Serializer<Enriched> serializer = (topic, enriched) -> outputs.get().bytes((buffer, encoder) -> {
            buffer.write(
                    ByteBuffer.allocate(HEAD).put((byte) 0).putInt(vectorId).array());
            writer.write(enriched.vector(), encoder);
        });
        return Serdes.serdeFrom(serializer, (topic, bytes) -> {
            throw new UnsupportedOperationException("vectors are only written");
        });
    }

    /** Of what goes from entity to entity. */
    Serde<Enriched> enriched() {
        SpecificDatumWriter<Transaction> writer = new SpecificDatumWriter<>(Transaction.getClassSchema());
        GenericDatumWriter<GenericRecord> vectorWriter = new GenericDatumWriter<>(vector);
        ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);
        return Serdes.serdeFrom(
                (topic, enriched) -> outputs.get().bytes((buffer, encoder) -> {
                    writer.write(enriched.transaction(), encoder);
                    vectorWriter.write(enriched.vector(), encoder);
                }),
                reader());
    }

    private Deserializer<Enriched> reader() {
        ThreadLocal<SpecificDatumReader<Transaction>> readers =
                ThreadLocal.withInitial(() -> new SpecificDatumReader<>(Transaction.getClassSchema()));
        ThreadLocal<GenericDatumReader<GenericRecord>> vectorReaders =
                ThreadLocal.withInitial(() -> new GenericDatumReader<>(vector));
        ThreadLocal<BinaryDecoder> decoders = decoders();
        return (topic, bytes) -> {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, decoders.get());
            return read(() -> new Enriched(
                    readers.get().read(null, decoder), vectorReaders.get().read(null, decoder)));
        };
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A buffer that is used again. */
    private static final class Output {
        private interface Writing {
            void write(ByteArrayOutputStream buffer, BinaryEncoder encoder) throws IOException;
        }

        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(buffer, null);

        byte[] bytes(Writing writing) {
            try {
                buffer.reset();
                writing.write(buffer, encoder);
                encoder.flush();
                return buffer.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
