package dev.evenflow.flink.avro;

import dev.evenflow.operations.RejectionReason;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format (a zero byte, a schema id of four bytes, Avro binary) as the reader's schema.
 *
 * <p>A record that can never be read is a {@link RejectedRecordException}. A registry that does not answer is not the
 * record's fault: an {@link IOException} after some attempts, so that the job stops and no good record is lost.
 *
 * <p>Not Flink's own schema: that one leaves telling the two apart to its caller, trusts lengths in the bytes, and looks
 * the schema up through several objects per record. Not thread-safe.
 */
public final class RegistryAvroReader {
    private static final byte MAGIC = 0;
    /** Bytes before the record. */
    public static final int HEADER = 5;

    /**
     * Bytes of the largest record that is looked into, as large as topics of inferences allow. A dead letter has to hold
     * what is refused, and still fit into a request.
     */
    public static final int LARGEST = 64 << 20;

    /** No schema's id. */
    public static final int NO_ID = -1;

    private static final int ATTEMPTS = 5;
    private static final long FIRST_WAIT_MS = 200;
    private static final int REMEMBERED_MISSES = 1_000;
    private static final long MISS_REMEMBERED_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int NOT_FOUND = 404;

    private final SchemaRegistryClient registry;
    private final @Nullable Schema readerSchema;
    private final BoundedBinaryDecoder decoder = new BoundedBinaryDecoder();
    private final Map<Integer, GenericDatumReader<IndexedRecord>> readers = new HashMap<>();
    private final Map<Integer, Miss> misses = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Miss> eldest) {
            return size() > REMEMBERED_MISSES;
        }
    };

    /** A schema id that cannot be used, and until when that is believed without asking again. */
    private record Miss(RejectionReason reason, String detail, long untilNs) {}

    /** @param readerSchema null to give each record as it was written, of whatever schema */
    public RegistryAvroReader(SchemaRegistryClient registry, @Nullable Schema readerSchema) {
        this.registry = registry;
        this.readerSchema = readerSchema;
    }

    public IndexedRecord read(byte @Nullable [] value) throws RejectedRecordException, IOException {
        if (value == null)
            throw new RejectedRecordException(RejectionReason.NULL_VALUE, "a null value, expected a record");
        if (value.length > LARGEST)
            throw new RejectedRecordException(
                    RejectionReason.TOO_LARGE,
                    value.length + " bytes, expected at most " + LARGEST + "; the first " + DeadLetters.KEPT_OF_LARGEST
                            + " are kept");
        if (value.length > 0 && value[0] != MAGIC)
            throw new RejectedRecordException(
                    RejectionReason.WRONG_MAGIC_BYTE,
                    "first byte " + value[0] + ", expected 0 (Confluent's wire format); " + value.length + " bytes");
        if (value.length < HEADER)
            throw new RejectedRecordException(
                    RejectionReason.TRUNCATED,
                    value.length + " bytes, expected at least 5 for magic byte and schema id");
        int id = idIn(value);
        GenericDatumReader<IndexedRecord> reader = reader(id);
        decoder.reset(value, HEADER, value.length - HEADER);
        IndexedRecord read;
        try {
            read = reader.read(null, decoder);
        } catch (EOFException e) {
            throw new RejectedRecordException(
                    RejectionReason.TRUNCATED,
                    String.valueOf(e.getMessage()) + " (schema id " + id + ", " + value.length + " bytes)");
        } catch (AvroRuntimeException | IOException | IndexOutOfBoundsException | ClassCastException e) {
            throw new RejectedRecordException(
                    RejectionReason.UNDECODABLE, "not a record of schema id " + id + ": " + e.getMessage());
        }
        if (decoder.remaining() > 0)
            throw new RejectedRecordException(
                    RejectionReason.TRAILING_BYTES, decoder.remaining() + " bytes after the record of schema id " + id);
        return read;
    }

    /** The schema id of a record in Confluent's wire format that is not too large, or {@link #NO_ID}. */
    public static int schemaId(byte @Nullable [] value) {
        return value == null || value.length < HEADER || value.length > LARGEST || value[0] != MAGIC
                ? NO_ID
                : idIn(value);
    }

    private static int idIn(byte[] value) {
        return (value[1] & 0xFF) << 24 | (value[2] & 0xFF) << 16 | (value[3] & 0xFF) << 8 | (value[4] & 0xFF);
    }

    /** The writer's schema of that id; null before a record of it was read. */
    public @Nullable Schema schemaRead(int id) {
        GenericDatumReader<IndexedRecord> reader = readers.get(id);
        return reader == null ? null : reader.getSchema();
    }

    private GenericDatumReader<IndexedRecord> reader(int id) throws RejectedRecordException, IOException {
        GenericDatumReader<IndexedRecord> reader = readers.get(id);
        if (reader != null) return reader;
        Miss miss = misses.get(id);
        if (miss != null && System.nanoTime() - miss.untilNs < 0)
            throw new RejectedRecordException(miss.reason, miss.detail);
        Schema writer = writerSchema(id);
        Schema wanted = readerSchema == null ? writer : readerSchema;
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(wanted, writer);
        if (pair.getType() != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE)
            throw remember(
                    id,
                    RejectionReason.INCOMPATIBLE_SCHEMA,
                    "schema id " + id + " is " + writer.getFullName() + ", which cannot be read as "
                            + wanted.getFullName()
                            + ": "
                            + pair.getResult().getIncompatibilities().stream()
                                    .limit(3)
                                    .map(i -> i.getLocation() + " " + i.getMessage())
                                    .toList());
        GenericData plain = new GenericData(RegistryAvroReader.class.getClassLoader());
        plain.setFastReaderEnabled(true);
        reader = new GenericDatumReader<>(writer, wanted, plain);
        readers.put(id, reader);
        return reader;
    }

    private Schema writerSchema(int id) throws RejectedRecordException, IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                ParsedSchema schema = registry.getSchemaById(id);
                if (schema instanceof AvroSchema avro) return avro.rawSchema();
                throw remember(
                        id,
                        RejectionReason.INCOMPATIBLE_SCHEMA,
                        "schema id " + id + " is no Avro schema but " + schema.schemaType());
            } catch (RestClientException e) {
                if (e.getStatus() == NOT_FOUND)
                    throw remember(id, RejectionReason.UNKNOWN_SCHEMA_ID, "the registry knows no schema id " + id);
                if (attempt == ATTEMPTS)
                    throw new IOException("the registry refused to give schema id " + id + ": " + e.getMessage(), e);
            } catch (IOException e) {
                if (attempt == ATTEMPTS)
                    throw new IOException("the registry does not answer; asked for schema id " + id, e);
            }
            pause(FIRST_WAIT_MS << attempt);
        }
    }

    private RejectedRecordException remember(int id, RejectionReason reason, String detail) {
        misses.put(id, new Miss(reason, detail, System.nanoTime() + MISS_REMEMBERED_NS));
        return new RejectedRecordException(reason, detail);
    }

    private static void pause(long ms) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the registry", e);
        }
    }
}
