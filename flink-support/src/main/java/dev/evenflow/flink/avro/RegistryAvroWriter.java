package dev.evenflow.flink.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in Confluent's wire format under a schema id that was resolved when the job started; it never speaks
 * to the registry. Not thread-safe.
 */
public final class RegistryAvroWriter {
    private final byte[] header;
    private final GenericDatumWriter<Object> writer;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder encoder;

    private RegistryAvroWriter(int schemaId, GenericDatumWriter<Object> writer) {
        this.header = header(schemaId);
        this.writer = writer;
    }

    public static RegistryAvroWriter generic(int schemaId, Schema schema) {
        return new RegistryAvroWriter(schemaId, new GenericDatumWriter<>(schema));
    }

    public static RegistryAvroWriter specific(int schemaId, Class<? extends SpecificRecord> type) {
        Schema schema = SpecificData.get().getSchema(type);
        return new RegistryAvroWriter(schemaId, new SpecificDatumWriter<>(schema, SpecificData.getForClass(type)));
    }

    /** What comes before a record of that schema: a zero byte and the id. */
    public static byte[] header(int schemaId) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) 0)
                .putInt(schemaId)
                .array();
    }

    public byte[] write(IndexedRecord value) {
        buffer.reset();
        buffer.writeBytes(header);
        encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a record could not be encoded", e);
        }
        return buffer.toByteArray();
    }
}
