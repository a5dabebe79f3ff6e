package dev.evenflow.archive.store;

import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.place.UnlawfulRegionException;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.ArchivedScore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real archive of two places in a directory, and rows for it. */
final class ArchiveFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final String YAML =
            """
            archive: demo
            ledger:
              catalog: {type: jdbc, uri: "jdbc:sqlite:catalog.db", warehouse: ledger}
            places:
              - place: eu
                regions: [EU, DE]
                catalog: {type: jdbc, uri: "jdbc:sqlite:eu/catalog.db", warehouse: eu/warehouse}
                blobs: eu/blobs
                keys: {store: eu/keys.db, kek-file: eu/kek}
              - place: us
                regions: [US]
                catalog: {type: jdbc, uri: "jdbc:sqlite:us/catalog.db", warehouse: us/warehouse}
                blobs: us/blobs
                keys: {store: us/keys.db, kek-file: us/kek}
            """;

    final ArchiveConfig config;
    final Archive archive;
    final ArchiveCommitter committer;
    private final Map<SourcePartition, Long> ends = new TreeMap<>();
    private long nextId;
    private long nextCommit = 1;
    private long feedbackOffset;

    ArchiveFixture(Path directory) {
        this.config = ArchiveConfig.parse(directory.resolve("archive.yaml").toString(), YAML);
        this.archive = Archive.open(config);
        this.committer = new ArchiveCommitter(archive);
    }

    /** A complete row whose request and response are the next ones of partition 0. */
    ArchivedInference inference(String region, String model) {
        long id = nextId++;
        Instant time = START.plusSeconds(id);
        return ArchivedInference.newBuilder()
                .setInferenceId("inference-" + id)
                .setStatus(ArchiveStatus.COMPLETE)
                .setRegion(region)
                .setModel(model)
                .setEventTime(time)
                .setRequestTime(time)
                .setResponseTime(time.plusMillis(20))
                .setSubjectKey("%032x".formatted(id % 7))
                .setScores(List.of(new ArchivedScore("fraud", id / 1000.0), new ArchivedScore("näh", -0.0)))
                .setReasonCodes(List.of("R1", "R" + id))
                .setUsageInputTokens(id)
                .setRequestSealed(ByteBuffer.wrap(("sealed " + id).getBytes(StandardCharsets.UTF_8)))
                .setRequestTopic("inference-requests")
                .setRequestPartition(0)
                .setRequestOffset(id)
                .setResponseTopic("inference-responses")
                .setResponsePartition(0)
                .setResponseOffset(id)
                .build();
    }

    ArchivedFeedback feedback(String region, long inference, double value) {
        long offset = feedbackOffset++;
        return ArchivedFeedback.newBuilder()
                .setFeedbackId("feedback-" + offset)
                .setInferenceId("inference-" + inference)
                .setRegion(region)
                .setSubjectKey("%032x".formatted(inference % 7))
                .setKnownAt(START.plusSeconds(86_400 + offset))
                .setStatus("ARCHIVED")
                .setKind("LABEL")
                .setName("is_fraud")
                .setValue(value)
                .setFeedbackTopic("inference-feedback")
                .setFeedbackPartition(0)
                .setFeedbackOffset(offset)
                .build();
    }

    private String placeOf(String region) {
        try {
            return archive.residency().placeOf(region);
        } catch (UnlawfulRegionException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes rows and commits them, all records of the sources having become rows. */
    DataCommit commit(List<ArchivedInference> inferences, List<ArchivedFeedback> feedback) {
        DataCommit commit = prepare(inferences, feedback);
        committer.commit(commit);
        return commit;
    }

    DataCommit prepare(List<ArchivedInference> inferences, List<ArchivedFeedback> feedback) {
        List<WrittenBatch> batches = new ArrayList<>();
        try (BatchWriters writers = new BatchWriters(archive, ArchiveTable.INFERENCES)) {
            inferences.forEach(row -> writers.write(placeOf(row.getRegion()), row));
            batches.addAll(writers.closeAll());
        }
        try (BatchWriters writers = new BatchWriters(archive, ArchiveTable.FEEDBACK)) {
            feedback.forEach(row -> writers.write(placeOf(row.getRegion()), row));
            batches.addAll(writers.closeAll());
        }
        Map<SourcePartition, Long> archived = new TreeMap<>();
        batches.forEach(batch -> batch.archived().forEach((source, count) -> archived.merge(source, count, Long::sum)));
        List<OffsetRange> ranges = new ArrayList<>();
        archived.forEach((source, count) -> {
            long from = ends.getOrDefault(source, 0L);
            ends.put(source, from + count);
            ranges.add(
                    new OffsetRange(source.topic(), source.partition(), from, from + count, count, count, 0, 0, 0, 0));
        });
        return new DataCommit(nextCommit++, START.plusSeconds(nextCommit), batches, ranges);
    }

    List<ArchivedInference> inferences(int count, String region, String model) {
        List<ArchivedInference> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(inference(region, model));
        }
        return rows;
    }

    @Override
    public void close() {
        archive.close();
    }
}
