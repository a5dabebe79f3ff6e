package dev.evenflow.flink.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final int schemaId;
    private final GenericDatumWriter<Object> writer;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder encoder;

    private RegistryAvroWriter(int schemaId, GenericDatumWriter<Object> writer) {
        this.schemaId = schemaId;
        this.writer = writer;
    }

    public static RegistryAvroWriter generic(int schemaId, Schema schema) {
        return new RegistryAvroWriter(schemaId, new GenericDatumWriter<>(schema));
    }

    public static RegistryAvroWriter specific(int schemaId, Class<? extends SpecificRecord> type) {
        Schema schema = SpecificData.get().getSchema(type);
        return new RegistryAvroWriter(schemaId, new SpecificDatumWriter<>(schema, SpecificData.getForClass(type)));
    }

    public byte[] write(IndexedRecord value) {
        buffer.reset();
        buffer.write(0);
        buffer.write(schemaId >>> 24);
        buffer.write(schemaId >>> 16);
        buffer.write(schemaId >>> 8);
        buffer.write(schemaId);
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
