package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Bytes of a delivery in Confluent's wire format, or what garbage puts in their place. Not thread-safe. */
final class InferenceWireFormat {
    static final int BLOB_BYTES = 100_000;

    private final Map<Kind, Integer> schemaIds;
    private final Map<Kind, SpecificDatumWriter<SpecificRecord>> writers = new EnumMap<>(Map.of(
            Kind.REQUEST, new SpecificDatumWriter<>(InferenceRequest.getClassSchema()),
            Kind.RESPONSE, new SpecificDatumWriter<>(InferenceResponse.getClassSchema())));
    private final SplittableRandom random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

    /** @param schemaIds the registry's, of both kinds */
    InferenceWireFormat(Map<Kind, Integer> schemaIds, long seed) {
        this.schemaIds = Map.copyOf(schemaIds);
        this.random = new SplittableRandom(seed);
    }

    byte @Nullable [] encode(InferenceDelivery delivery) {
        byte[] good = encode(delivery.kind(), delivery.kind(), delivery.value());
        return switch (delivery.form()) {
            case ORIGINAL, DUPLICATE -> good;
            case TRUNCATED -> Arrays.copyOf(good, 1 + random.nextInt(good.length - 1));
            case WRONG_MAGIC_BYTE -> {
                good[0] = (byte) (1 + random.nextInt(255));
                yield good;
            }
            case UNKNOWN_SCHEMA_ID -> {
                // registries count up from 1
                ByteBuffer.wrap(good).putInt(1, Integer.MAX_VALUE - random.nextInt(1_000));
                yield good;
            }
            case WRONG_TYPE -> encode(delivery.kind(), delivery.kind().other(), delivery.value());
            case BLOB -> {
                byte[] blob = new byte[BLOB_BYTES];
                for (int i = 0; i + Long.BYTES <= blob.length; i += Long.BYTES)
                    ByteBuffer.wrap(blob).putLong(i, random.nextLong());
                blob[0] = (byte) 0xEF;
                yield blob;
            }
            case NULL_VALUE -> null;
            case FOREIGN_SCHEMA ->
                throw new IllegalArgumentException("only transactions come with the schema of another producer");
        };
    }

    /** @param named the kind whose schema id is written */
    private byte[] encode(Kind kind, Kind named, SpecificRecord value) {
        bytes.reset();
        bytes.write(0);
        int id = Objects.requireNonNull(schemaIds.get(named));
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
        try {
            Objects.requireNonNull(writers.get(kind)).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
