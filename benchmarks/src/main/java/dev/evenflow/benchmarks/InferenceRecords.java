package dev.evenflow.benchmarks;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inferencearchive.seal.InferenceRows;
import dev.evenflow.platform.inference.Inference;
import dev.evenflow.platform.inference.Population;
import dev.evenflow.platform.inference.TabularInferences;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * What every run reads, made once and kept in memory: requests and responses as Kafka would hold them, and the rows that
 * a plain join makes of them, as Avro. Record i is in partition {@code i / (count / partitions)}.
 */
final class InferenceRecords {
    static final String REQUESTS = "inference-requests";
    static final String RESPONSES = "inference-responses";
    static final int REQUEST_SCHEMA = 1;
    static final int RESPONSE_SCHEMA = 2;
    static final List<String> REGIONS = List.of("EU", "DE", "FR");

    /** A Monday morning; at 100 ms a record, 500,000 records stay within its day. */
    private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

    private static final long STEP_MS = 100;

    private final byte[][] requests;
    private final byte[][] responses;
    private final byte[][] rows;

    private InferenceRecords(int count) {
        requests = new byte[count][];
        responses = new byte[count][];
        rows = new byte[count][];
    }

    /** @param subjects people the records are about; each has a key of its own */
    static InferenceRecords make(int count, int subjects, PlainHalves halves) throws Exception {
        InferenceRecords records = new InferenceRecords(count);
        TabularInferences inferences = new TabularInferences(
                count, START, STEP_MS, 0, new Population(subjects, REGIONS), new SplittableRandom(20260105));
        SpecificDatumWriter<InferenceRequest> requestWriter = new SpecificDatumWriter<>(InferenceRequest.class);
        SpecificDatumWriter<InferenceResponse> responseWriter = new SpecificDatumWriter<>(InferenceResponse.class);
        SpecificDatumWriter<ArchivedInference> rowWriter = new SpecificDatumWriter<>(ArchivedInference.class);
        for (int i = 0; i < count; i++) {
            Inference inference = inferences.next();
            records.requests[i] = wire(REQUEST_SCHEMA, requestWriter, inference.request());
            records.responses[i] = wire(RESPONSE_SCHEMA, responseWriter, Objects.requireNonNull(inference.response()));
            records.rows[i] = encoded(
                    rowWriter,
                    InferenceRows.pair(
                            halves.of(records.record(REQUESTS, i, 1)), halves.of(records.record(RESPONSES, i, 1))));
        }
        return records;
    }

    int count() {
        return requests.length;
    }

    SourceRecord record(String topic, int number, int partitions) {
        byte[] value = topic.equals(REQUESTS) ? requests[number] : responses[number];
        return new SourceRecord(
                topic,
                partition(number, partitions),
                offset(number, partitions),
                logTime(number, partitions),
                null,
                value);
    }

    /** Avro of the joined row, as a plain join makes it. */
    byte[] row(int number) {
        return rows[number];
    }

    int partition(int number, int partitions) {
        return number / (count() / partitions);
    }

    long offset(int number, int partitions) {
        return number % (count() / partitions);
    }

    /** Epoch milliseconds; all partitions cover the same hours. */
    long logTime(int number, int partitions) {
        return START.toEpochMilli() + offset(number, partitions) * STEP_MS * partitions;
    }

    boolean isLast(int number, int partitions) {
        return offset(number, partitions) == count() / partitions - 1;
    }

    double bytesPerInference() {
        long bytes = 0;
        for (int i = 0; i < count(); i++) bytes += requests[i].length + responses[i].length;
        return (double) bytes / count();
    }

    private static <R extends SpecificRecord> byte[] wire(int schema, SpecificDatumWriter<R> writer, R record) {
        byte[] body = encoded(writer, record);
        byte[] wire = new byte[body.length + 5];
        wire[4] = (byte) schema;
        System.arraycopy(body, 0, wire, 5, body.length);
        return wire;
    }

    private static <R> byte[] encoded(SpecificDatumWriter<R> writer, R record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
