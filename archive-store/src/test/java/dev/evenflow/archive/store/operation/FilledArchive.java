package dev.evenflow.archive.store.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.place.UnlawfulRegionException;
import dev.evenflow.archive.seal.Sealer;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.BatchWriters;
import dev.evenflow.archive.store.DataCommit;
import dev.evenflow.archive.store.Place;
import dev.evenflow.archive.store.SourcePartition;
import dev.evenflow.archive.store.TableRows;
import dev.evenflow.archive.store.WrittenBatch;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedBlob;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** A real archive of two places in a directory, whose rows are sealed with the keys of their subjects. */
final class FilledArchive implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String YAML =
            """
            archive: demo
            ledger:
              catalog: {type: jdbc, uri: "jdbc:sqlite:catalog.db", warehouse: ledger}
            places:
              - place: eu
                regions: [EU]
                catalog: {type: jdbc, uri: "jdbc:sqlite:eu/catalog.db", warehouse: eu/warehouse}
                blobs: eu/blobs
                keys: {store: eu/keys.db, kek-file: eu/kek}
              - place: us
                regions: [US]
                catalog: {type: jdbc, uri: "jdbc:sqlite:us/catalog.db", warehouse: us/warehouse}
                blobs: us/blobs
                keys: {store: us/keys.db, kek-file: us/kek}
            """;

    final Path directory;
    final Archive archive;
    private final Sealer sealer = new Sealer();
    private final Map<SourcePartition, Long> ends = new TreeMap<>();
    private final List<ArchivedInference> inferences = new ArrayList<>();
    private final List<ArchivedFeedback> feedback = new ArrayList<>();
    private long nextId;
    private long nextFeedback;

    FilledArchive(Path directory) {
        this.directory = directory;
        this.archive = Archive.open(
                ArchiveConfig.parse(directory.resolve("archive.yaml").toString(), YAML));
    }

    /** The archive as another process sees it. */
    Archive reopened() {
        return Archive.open(archive.config());
    }

    Place placeOf(String region) {
        try {
            return archive.place(archive.residency().placeOf(region));
        } catch (UnlawfulRegionException e) {
            throw new AssertionError(e);
        }
    }

    /** A complete row for the next commit, with contents beside it. */
    FilledArchive inference(String subject, String region, Instant time, String text, byte[]... contents) {
        long id = nextId++;
        Place place = placeOf(region);
        SubjectKey key = place.keys().keyOf(subject);
        List<ArchivedBlob> blobs = new ArrayList<>();
        for (byte[] content : contents) {
            blobs.add(place.blobs().put(content, key, "text/plain", "request/content"));
        }
        String inference = "inference-" + id;
        inferences.add(ArchivedInference.newBuilder()
                .setInferenceId(inference)
                .setStatus(ArchiveStatus.COMPLETE)
                .setRegion(region)
                .setModel("fraud")
                .setEventTime(time)
                .setRequestTime(time)
                .setResponseTime(time.plusMillis(20))
                .setSubjectKey(key.name())
                .setRequestSealed(ByteBuffer.wrap(seal(key, text, "request", inference)))
                .setBlobs(blobs)
                .setRequestTopic("inference-requests")
                .setRequestPartition(0)
                .setRequestOffset(id)
                .setResponseTopic("inference-responses")
                .setResponsePartition(0)
                .setResponseOffset(id)
                .build());
        return this;
    }

    FilledArchive feedback(String subject, String region, Instant knownAt, String text) {
        long offset = nextFeedback++;
        SubjectKey key = placeOf(region).keys().keyOf(subject);
        feedback.add(ArchivedFeedback.newBuilder()
                .setFeedbackId("feedback-" + offset)
                .setInferenceId("inference-" + offset)
                .setRegion(region)
                .setSubjectKey(key.name())
                .setKnownAt(knownAt)
                .setStatus("ARCHIVED")
                .setKind("LABEL")
                .setName("is_fraud")
                .setValue(1.0)
                .setSealed(ByteBuffer.wrap(seal(key, text, "feedback", "inference-" + offset)))
                .setFeedbackTopic("inference-feedback")
                .setFeedbackPartition(0)
                .setFeedbackOffset(offset)
                .build());
        return this;
    }

    private byte[] seal(SubjectKey key, String text, String part, String id) {
        return sealer.seal(
                key.secret(),
                text.getBytes(StandardCharsets.UTF_8),
                (part + "\n" + key.name() + "\n" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** What the rows so far say, as the job would hand it over for its next commit. */
    DataCommit prepare() {
        List<WrittenBatch> batches = new ArrayList<>();
        try (BatchWriters writers = new BatchWriters(archive, ArchiveTable.INFERENCES);
                BatchWriters labels = new BatchWriters(archive, ArchiveTable.FEEDBACK)) {
            inferences.forEach(row -> writers.write(placeOf(row.getRegion()).name(), row));
            feedback.forEach(row -> labels.write(placeOf(row.getRegion()).name(), row));
            batches.addAll(writers.closeAll());
            batches.addAll(labels.closeAll());
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
        long number = archive.commits().head().map(head -> head.dataCommit()).orElse(0L) + 1;
        return new DataCommit(number, START.plusSeconds(number), batches, ranges);
    }

    DataCommit commit() {
        DataCommit commit = prepare();
        assertThat(new ArchiveCommitter(archive).commit(commit)).isPresent();
        return commit;
    }

    /** The sources are read again from here, as by a job that was put back. */
    Map<SourcePartition, Long> offsets() {
        return new TreeMap<>(ends);
    }

    void seek(Map<SourcePartition, Long> offsets) {
        ends.clear();
        ends.putAll(offsets);
        nextId = offsets.getOrDefault(new SourcePartition("inference-requests", 0), 0L);
        nextFeedback = offsets.getOrDefault(new SourcePartition("inference-feedback", 0), 0L);
    }

    List<Record> rows(String place, ArchiveTable kind) {
        Table table = archive.place(place).table(kind);
        table.refresh();
        List<Record> rows = new ArrayList<>();
        TableRows.forEach(table, Expressions.alwaysTrue(), rows::add);
        return rows;
    }

    /** Files that hold one of the byte sequences. */
    List<Path> filesWith(List<byte[]> needles) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (byte[] needle : needles) {
                    if (bytes.contains(new String(needle, StandardCharsets.ISO_8859_1))) {
                        found.add(file);
                        break;
                    }
                }
            }
        }
        return found;
    }

    List<Path> blobFiles(String place) throws IOException {
        Path blobs = directory.resolve(place).resolve("blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() {
        archive.close();
        sealer.close();
    }
}
