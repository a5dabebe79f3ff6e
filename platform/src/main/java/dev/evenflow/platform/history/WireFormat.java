package dev.evenflow.platform.history;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a delivery in Confluent's wire format (byte 0, schema id in 4 bytes, Avro), or of its garbage. Not
 * thread-safe.
 */
final class WireFormat {
    static final int BLOB_BYTES = 1_000_000;
    private static final byte MAGIC = 0;
    private static final int HEADER = 5;

    private final Map<HistoryEvent.Flow, Integer> schemaIds;
    private final Map<HistoryEvent.Flow, SpecificDatumWriter<SpecificRecord>> writers =
            new EnumMap<>(HistoryEvent.Flow.class);
    private final SplittableRandom random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    private final IntSupplier foreignSchemaId;
    private int foreignId = -1;
    private long blobs;

    /** @param foreignSchemaId registers the schema of {@link ForeignSchema}, asked when the first such record is sent */
    WireFormat(Map<HistoryEvent.Flow, Integer> schemaIds, IntSupplier foreignSchemaId, long seed) {
        this.schemaIds = schemaIds;
        this.foreignSchemaId = foreignSchemaId;
        this.random = new SplittableRandom(seed);
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            writers.put(flow, new SpecificDatumWriter<>(flow.schema()));
        }
    }

    /** Null for a null value. */
    byte @Nullable [] encode(Delivery delivery) {
        HistoryEvent event = delivery.event();
        return switch (delivery.form()) {
            case ORIGINAL, DUPLICATE -> encode(event.flow(), event.value());
            case TRUNCATED -> truncated(encode(event.flow(), event.value()));
            case WRONG_MAGIC_BYTE -> {
                byte[] value = encode(event.flow(), event.value());
                value[0] = (byte) (1 + random.nextInt(255));
                yield value;
            }
            case UNKNOWN_SCHEMA_ID -> {
                byte[] value = encode(event.flow(), event.value());
                // registries count up from 1
                ByteBuffer.wrap(value).putInt(1, Integer.MAX_VALUE - random.nextInt(1_000));
                yield value;
            }
            case WRONG_TYPE -> encode(HistoryEvent.Flow.LABELS, labelOf((Transaction) event.value()));
            case BLOB -> blob();
            case NULL_VALUE -> null;
            case FOREIGN_SCHEMA -> foreign(encode(event.flow(), event.value()), (Transaction) event.value());
        };
    }

    private byte[] encode(HistoryEvent.Flow flow, SpecificRecord value) {
        bytes.reset();
        bytes.write(MAGIC);
        int id = schemaIds.getOrDefault(flow, 0);
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
        try {
            SpecificDatumWriter<SpecificRecord> writer = writers.get(flow);
            if (writer == null) {
                throw new IllegalStateException("no writer for " + flow);
            }
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] foreign(byte[] value, Transaction transaction) {
        if (foreignId < 0) {
            foreignId = foreignSchemaId.getAsInt();
        }
        try {
            byte[] avro = ForeignSchema.rewrite(value, HEADER, transaction);
            return ByteBuffer.allocate(HEADER + avro.length)
                    .put(MAGIC)
                    .putInt(foreignId)
                    .put(avro)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never empty; cut within the header as well as after it. */
    private byte[] truncated(byte[] value) {
        return Arrays.copyOf(value, 1 + random.nextInt(value.length - 1));
    }

    /** Every second one begins as a good record does, so that only its content gives it away. */
    private byte[] blob() {
        byte[] blob = new byte[BLOB_BYTES];
        for (int i = 0; i + Long.BYTES <= blob.length; i += Long.BYTES) {
            ByteBuffer.wrap(blob).putLong(i, random.nextLong());
        }
        if (blobs++ % 2 == 0) {
            blob[0] = (byte) 0xEF;
        } else {
            ByteBuffer.wrap(blob, 0, HEADER)
                    .put(MAGIC)
                    .putInt(schemaIds.getOrDefault(HistoryEvent.Flow.TRANSACTIONS, 0));
        }
        return blob;
    }

    private static FraudLabel labelOf(Transaction transaction) {
        FraudLabel label = new FraudLabel();
        label.setLabelId("astray-" + transaction.getTransactionId());
        label.setTransactionId(transaction.getTransactionId());
        label.setTransactionTime(transaction.getEventTime());
        label.setKnownAt(transaction.getEventTime());
        label.setIsFraud(true);
        label.setSource(LabelSource.UNKNOWN);
        label.setCustomerId(transaction.getCustomerId());
        return label;
    }
}
