package dev.evenflow.archive.redaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is inside a sealed part once it is open: the 64-bit fingerprint of the record's schema (CRC-64-AVRO of its parsing
 * canonical form, big-endian), then the record in Avro's binary encoding, blank but for what was encrypted.
 */
public final class SealedContent {
    private static final int HEADER = Long.BYTES;

    private SealedContent() {}

    static byte[] header(long fingerprint) {
        return ByteBuffer.allocate(HEADER).putLong(fingerprint).array();
    }

    /**
     * @param schemas schema by fingerprint; null where it is unknown
     * @throws IllegalArgumentException if the bytes are not a sealed content of one of these schemas
     */
    public static GenericRecord read(byte[] opened, LongFunction<@Nullable Schema> schemas) {
        if (opened.length < HEADER)
            throw new IllegalArgumentException(
                    "a sealed content of " + opened.length + " bytes, expected at least " + HEADER);
        long fingerprint = ByteBuffer.wrap(opened).getLong();
        Schema schema = schemas.apply(fingerprint);
        if (schema == null)
            throw new IllegalArgumentException(
                    "a sealed content of schema " + Long.toHexString(fingerprint) + ", which is not known");
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(opened, HEADER, opened.length - HEADER, null));
        } catch (IOException | AvroRuntimeException e) {
            throw new IllegalArgumentException("a sealed content is not a record of " + schema.getFullName(), e);
        }
    }
}
