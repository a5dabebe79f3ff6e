package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.redaction.RedactionRules;
import dev.evenflow.archive.redaction.Redactor;
import dev.evenflow.archive.seal.Sealer;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.BatchWriters;
import dev.evenflow.archive.store.DataCommit;
import dev.evenflow.archive.store.Place;
import dev.evenflow.archive.store.SealedParts;
import dev.evenflow.archive.store.SourcePartition;
import dev.evenflow.archive.store.WrittenBatch;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.ArchivedScore;
import dev.evenflow.inference.InferenceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A real archive of two places in a directory, with rows sealed as the job seals them, and feedback. */
final class LabelledArchive implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final List<String> NAMES = List.of("amount", "count", "is_online", "country");
    private static final String YAML =
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

    final Archive archive;
    private final ArchiveCommitter committer;
    private final Redactor redactor;
    private final Sealer sealer = new Sealer();
    private final List<ArchivedInference> inferences = new ArrayList<>();
    private final List<ArchivedFeedback> feedback = new ArrayList<>();
    private final Map<SourcePartition, Long> ends = new TreeMap<>();
    private long offset;
    private long feedbackOffset;
    private long commit = 1;

    LabelledArchive(Path directory) throws IOException {
        this.archive = Archive.open(
                ArchiveConfig.parse(directory.resolve("archive.yaml").toString(), YAML));
        this.committer = new ArchiveCommitter(archive);
        String contract = "avro/dev/evenflow/inference/inference-requests.odcs.yaml";
        try (InputStream in = InferenceRequest.class.getClassLoader().getResourceAsStream(contract)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            this.redactor =
                    new Redactor(RedactionRules.parse(contract, text, InferenceRequest.getClassSchema()), new byte[32]);
        }
    }

    Place place(String region) {
        return archive.place(region.equals("US") ? "us" : "eu");
    }

    /** A complete row at {@code START + second}. */
    ArchivedInference inference(
            String id, String region, String subject, long second, List<@Nullable Object> features) {
        return inference(id, region, subject, second, NAMES, "3", features);
    }

    ArchivedInference inference(
            String id,
            String region,
            String subject,
            long second,
            List<String> names,
            String version,
            List<@Nullable Object> features) {
        Instant time = START.plusSeconds(second);
        InferenceRequest request = InferenceRequest.newBuilder()
                .setInferenceId(id)
                .setSubjectId(subject)
                .setRegion(region)
                .setRequestTime(time)
                .setRequestModel("fraud")
                .setFeatureNames(names)
                .setFeatures(new ArrayList<>(features))
                .build();
        SubjectKey key = place(region).keys().keyOf(subject);
        byte[] sealed = sealer.seal(
                key.secret(), redactor.redact(request).toSeal(), SealedParts.context("request", key.name(), id));
        ArchivedInference row = ArchivedInference.newBuilder()
                .setInferenceId(id)
                .setStatus(ArchiveStatus.COMPLETE)
                .setRegion(region)
                .setModel("fraud")
                .setModelVersion("7")
                .setEventTime(time)
                .setSubjectKey(key.name())
                .setFeatureSet("fraud")
                .setFeatureSetVersion(version)
                .setFeatureNames(names)
                .setFeaturesFrom("INLINE")
                .setScores(List.of(new ArchivedScore("fraud", 0.25), new ArchivedScore("other", 0.5)))
                .setDecision("APPROVE, \"for now\"")
                .setRequestSealed(ByteBuffer.wrap(sealed))
                .setRequestTopic("inference-requests")
                .setRequestPartition(0)
                .setRequestOffset(offset++)
                .build();
        inferences.add(row);
        return row;
    }

    ArchivedFeedback label(String id, String region, String feedbackId, Instant knownAt, @Nullable Double value) {
        ArchivedFeedback row = ArchivedFeedback.newBuilder()
                .setFeedbackId(feedbackId)
                .setInferenceId(id)
                .setRegion(region)
                .setSubjectKey("0".repeat(32))
                .setKnownAt(knownAt)
                .setStatus("ARCHIVED")
                .setKind("LABEL")
                .setName("is_fraud")
                .setValue(value)
                .setFeedbackTopic("inference-feedback")
                .setFeedbackPartition(0)
                .setFeedbackOffset(feedbackOffset++)
                .build();
        feedback.add(row);
        return row;
    }

    /** Commits what was made since the last time. */
    void commit() {
        List<WrittenBatch> batches = new ArrayList<>();
        try (BatchWriters writers = new BatchWriters(archive, ArchiveTable.INFERENCES)) {
            inferences.forEach(row -> writers.write(place(row.getRegion()).name(), row));
            batches.addAll(writers.closeAll());
        }
        try (BatchWriters writers = new BatchWriters(archive, ArchiveTable.FEEDBACK)) {
            feedback.forEach(row -> writers.write(place(row.getRegion()).name(), row));
            batches.addAll(writers.closeAll());
        }
        inferences.clear();
        feedback.clear();
        Map<SourcePartition, Long> archived = new TreeMap<>();
        batches.forEach(batch -> batch.archived().forEach((source, count) -> archived.merge(source, count, Long::sum)));
        List<OffsetRange> ranges = new ArrayList<>();
        archived.forEach((source, count) -> {
            long from = ends.getOrDefault(source, 0L);
            ends.put(source, from + count);
            ranges.add(
                    new OffsetRange(source.topic(), source.partition(), from, from + count, count, count, 0, 0, 0, 0));
        });
        committer.commit(new DataCommit(commit++, START.plusSeconds(commit), batches, ranges));
    }

    @Override
    public void close() {
        sealer.close();
        archive.close();
    }
}
