package dev.evenflow.platform.parity;

import dev.evenflow.platform.PlatformException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sets of vectors by id: of several for one id the last one counts, and why it was emitted does not. Reads
 * each side once for digests and, only if they differ, once more for the values. Not thread-safe.
 */
final class ParityCheck {
    private static final int SETTLED = 2;
    private static final int SETTLED_TWICE = 3;
    private static final int LATE = 4;
    private static final String EMISSION_SETTLED = "SETTLED";
    private static final String EMISSION_CORRECTION = "CORRECTION";

    private final VectorLayout layout;
    private final DigestTable table = new DigestTable();
    private final Map<Schema, Boolean> sameBytes = new HashMap<>();
    private final Map<Schema, GenericDatumReader<GenericRecord>> translators = new HashMap<>();
    private final int maxExamples;

    private long batchVectors;
    private long batchTwice;
    private long liveVectors;
    private long corrections;
    private long otherEmissions;
    private long settledTwice;
    private long translated;
    private long liveMaxTime = Long.MIN_VALUE;

    /**
     * @param schema that both sides are compared in: the batch's
     * @param maxExamples of each kind of difference that are kept for the report
     */
    ParityCheck(Schema schema, int maxExamples) {
        this.layout = new VectorLayout(schema);
        this.maxExamples = maxExamples;
    }

    void readBatch(VectorSource batch) {
        batch.read((schema, bytes, offset, end) -> withVector(schema, bytes, offset, end, (vector, begin, stop) -> {
            batchVectors++;
            int entry = table.entry(vector, layout.idBegin(), layout.idEnd());
            if (table.has(entry, DigestTable.BATCH)) {
                batchTwice++;
            }
            layout.eraseEmission();
            table.put(entry, DigestTable.BATCH, layout.eventTime(), vector, begin, stop);
        }));
    }

    void readLive(VectorSource live) {
        live.read((schema, bytes, offset, end) -> withVector(schema, bytes, offset, end, (vector, begin, stop) -> {
            liveMaxTime = Math.max(liveMaxTime, layout.eventTime());
            addLive(table.entry(vector, layout.idBegin(), layout.idEnd()), vector, begin, stop);
        }));
    }

    /** For what live emitted since {@link #readLive}: only vectors that are known from before count. */
    VectorSource.Sink laterLive() {
        return (schema, bytes, offset, end) -> withVector(schema, bytes, offset, end, (vector, begin, stop) -> {
            int entry = table.existing(vector, layout.idBegin(), layout.idEnd());
            if (entry >= 0) {
                addLive(entry, vector, begin, stop);
            }
        });
    }

    private void addLive(int entry, byte[] vector, int begin, int stop) {
        liveVectors++;
        switch (layout.emission()) {
            case EMISSION_SETTLED -> {
                if (table.isMarked(entry, SETTLED)) {
                    settledTwice++;
                    table.mark(entry, SETTLED_TWICE);
                }
                table.mark(entry, SETTLED);
            }
            case EMISSION_CORRECTION -> corrections++;
            default -> otherEmissions++;
        }
        layout.eraseEmission();
        table.put(entry, DigestTable.LIVE, layout.eventTime(), vector, begin, stop);
    }

    /** The job put the event aside as late: no vector of it is expected from live. */
    void markLate(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        int entry = table.existing(bytes, 0, bytes.length);
        if (entry >= 0) {
            table.mark(entry, LATE);
        }
    }

    /** Vectors of events up to the latest that live settled, which live does not have and did not put aside. */
    long missing() {
        long missing = 0;
        for (int entry = 0; entry < table.size(); entry++) {
            missing += isMissing(entry) ? 1 : 0;
        }
        return missing;
    }

    /** Vectors that are missing or differ: of a running job, they or their corrections may be on their way. */
    long unequal() {
        long unequal = 0;
        for (int entry = 0; entry < table.size(); entry++) {
            unequal += isMissing(entry) || isDifferent(entry) ? 1 : 0;
        }
        return unequal;
    }

    private boolean isMissing(int entry) {
        return !table.has(entry, DigestTable.LIVE)
                && !table.isMarked(entry, LATE)
                && table.eventTime(entry) <= liveMaxTime;
    }

    private boolean isDifferent(int entry) {
        return table.has(entry, DigestTable.BATCH) && table.has(entry, DigestTable.LIVE) && !table.sameDigests(entry);
    }

    /** @param lateEvents how many entries the job's late topic has, whether or not they are among these vectors */
    ParityReport report(VectorSource batch, VectorSource live, long lateEvents) {
        long compared = 0;
        long different = 0;
        long missing = 0;
        long onlyLive = 0;
        long late = 0;
        long notSettled = 0;
        for (int entry = 0; entry < table.size(); entry++) {
            if (!table.has(entry, DigestTable.BATCH)) {
                onlyLive++;
            } else if (table.has(entry, DigestTable.LIVE)) {
                compared++;
                different += table.sameDigests(entry) ? 0 : 1;
            } else if (table.isMarked(entry, LATE)) {
                late++;
            } else if (isMissing(entry)) {
                missing++;
            } else {
                notSettled++;
            }
        }
        // explaining reads again
        long translatedOnce = translated;
        Differences differences = new Differences(layout.schema(), maxExamples);
        if (different + missing + onlyLive + settledTwice > 0) {
            explain(batch, live, differences);
        }
        return new ParityReport(
                batch.name(),
                live.name(),
                batchVectors,
                liveVectors,
                corrections,
                otherEmissions,
                translatedOnce,
                layout.features().size(),
                compared,
                different,
                missing,
                onlyLive,
                settledTwice,
                batchTwice,
                notSettled,
                late,
                lateEvents,
                liveMaxTime,
                differences);
    }

    private void explain(VectorSource batch, VectorSource live, Differences differences) {
        live.read((schema, bytes, offset, end) -> withVector(schema, bytes, offset, end, (vector, begin, stop) -> {
            int entry = table.existing(vector, layout.idBegin(), layout.idEnd());
            if (entry < 0) {
                return;
            }
            if (table.isMarked(entry, SETTLED_TWICE)) {
                differences.settledTwice(id(vector));
            }
            if (!table.has(entry, DigestTable.BATCH)) {
                differences.onlyLive(id(vector));
            } else if (isDifferent(entry)) {
                differences.keepLive(entry, vector, begin, stop);
            }
        }));
        batch.read((schema, bytes, offset, end) -> withVector(schema, bytes, offset, end, (vector, begin, stop) -> {
            int entry = table.existing(vector, layout.idBegin(), layout.idEnd());
            if (isMissing(entry)) {
                differences.missing(id(vector));
            } else if (isDifferent(entry)) {
                differences.compare(entry, id(vector), vector, begin, stop);
            }
        }));
    }

    private String id(byte[] vector) {
        return new String(vector, layout.idBegin(), layout.idEnd() - layout.idBegin(), StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Located {
        void accept(byte[] vector, int begin, int end);
    }

    /** Locates the vector's parts, translated first if it was written with another version of the schema. */
    private void withVector(Schema written, byte[] bytes, int offset, int end, Located located) {
        byte[] vector = bytes;
        int begin = offset;
        int stop = end;
        if (!sameBytes.computeIfAbsent(written, layout::sameBytes)) {
            vector = translate(written, bytes, offset, end);
            begin = 0;
            stop = vector.length;
            translated++;
        }
        layout.locate(vector, begin, stop);
        if (layout.end() != stop) {
            throw new PlatformException("a vector has " + (stop - layout.end()) + " bytes after its last field");
        }
        located.accept(vector, begin, stop);
    }

    private byte[] translate(Schema written, byte[] bytes, int offset, int end) {
        try {
            @Nullable GenericRecord none = null;
            GenericRecord vector = translators
                    .computeIfAbsent(written, schema -> new GenericDatumReader<>(schema, layout.schema()))
                    .read(none, DecoderFactory.get().binaryDecoder(bytes, offset, end - offset, null));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(layout.schema()).write(vector, encoder);
            return out.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new PlatformException(
                    "a vector written as " + written.getFullName() + " cannot be read with the batch's schema "
                            + layout.schema().getFullName() + ": " + e.getMessage(),
                    e);
        }
    }
}
