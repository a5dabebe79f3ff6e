package dev.evenflow.inferencearchive.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State of each operator as an earlier build wrote it: today's operator goes on from it as if it had written it itself.
 * {@code -Dgolden.write=true} makes what is missing; what is there stays.
 */
class StateGoldensTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final long WITHIN = 600_000;
    private static final long REMEMBER = 3_600_000;
    private static final OutputTag<Tidings> TIDINGS = new OutputTag<>("tidings", TypeInformation.of(Tidings.class));

    @TempDir
    private Path directory;

    @Test
    void joinInferencesKnowsWhatWaitsAndWhatWasPaired() throws Exception {
        if (isToWrite("join-inferences-v1"))
            try (var before = join()) {
                before.open();
                before.processElement(request("waiting", 1), 100);
                before.processElement(request("paired", 1), 100);
                before.processElement(response("paired", 1), 200);
                write("join-inferences-v1", before.snapshot(1, 300));
            }
        try (var today = join()) {
            today.initializeState(read("join-inferences-v1"));
            today.open();
            today.processElement(response("waiting", 1), 400);
            today.processElement(request("paired", 1), 500);
            today.processElement(response("paired", 2), 600);
            assertThat(today.extractOutputValues())
                    .extracting(row -> row.getInferenceId() + " " + row.getStatus() + " " + row.getRequestOffset())
                    .containsExactly(
                            "waiting " + ArchiveStatus.COMPLETE + " 10",
                            "paired " + ArchiveStatus.CONFLICTING_RESPONSE + " null");
            assertThat(today.getSideOutput(TIDINGS)).as("the repeated request").hasSize(1);
        }
    }

    @Test
    void attachVectorsKnowsRowsThatWaitAndVectorsThatCame() throws Exception {
        if (isToWrite("attach-vectors-v1"))
            try (var before = attach()) {
                before.open();
                before.processElement(rowOf("row-first", "tx1"), 100);
                before.processElement(vector("tx2", 100), 100);
                write("attach-vectors-v1", before.snapshot(1, 300));
            }
        try (var today = attach()) {
            today.initializeState(read("attach-vectors-v1"));
            today.open();
            today.processElement(vector("tx1", 400), 400);
            today.processElement(rowOf("vector-first", "tx2"), 400);
            assertThat(today.extractOutputValues())
                    .extracting(row -> row.getInferenceId() + " " + row.getFeaturesFrom() + " " + row.getFeatureNames())
                    .containsExactly("row-first ATTACHED [amount]", "vector-first ATTACHED [amount]");
        }
    }

    @Test
    void dropRepeatedFeedbackKnowsWhatItSaw() throws Exception {
        if (isToWrite("drop-repeated-feedback-v1"))
            try (var before = feedback()) {
                before.open();
                before.processElement(feedback("f1", 1), 100);
                write("drop-repeated-feedback-v1", before.snapshot(1, 300));
            }
        try (var today = feedback()) {
            today.initializeState(read("drop-repeated-feedback-v1"));
            today.open();
            today.processElement(feedback("f1", 1), 400);
            today.processElement(feedback("f1", 2), 400);
            today.processElement(feedback("f2", 1), 400);
            assertThat(today.extractOutputValues())
                    .extracting(row -> row.getFeedbackId() + " " + row.getStatus())
                    .containsExactly("f1 CONFLICTING", "f2 ARCHIVED");
        }
    }

    /** The archive lies elsewhere by now: what was not committed when the state was written is committed there. */
    @Test
    void commitArchiveCommitsWhatWasPending() throws Exception {
        ArchiveConfig config = ArchiveConfig.parse(
                directory.resolve("archive.yaml").toString(),
                """
                archive: golden
                ledger:
                  catalog: {type: jdbc, uri: "jdbc:sqlite:catalog.db", warehouse: ledger}
                places:
                  - place: eu
                    regions: [EU]
                    catalog: {type: jdbc, uri: "jdbc:sqlite:eu/catalog.db", warehouse: eu/warehouse}
                    blobs: eu/blobs
                    keys: {store: eu/keys.db, kek-file: eu/kek}
                """);
        if (isToWrite("commit-archive-v1"))
            try (var before =
                    new OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit>(new CommitArchive(config))) {
                before.open();
                before.processElement(Tidings.read("requests", 0, 0, 10, 10, 10), 0);
                before.snapshot(1, 0);
                before.processElement(Tidings.read("requests", 0, 10, 25, 15, 15), 0);
                write("commit-archive-v1", before.snapshot(2, 0));
            }
        try (var today = new OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit>(new CommitArchive(config))) {
            today.setup();
            today.initializeState(read("commit-archive-v1"));
            today.open();
            today.processElement(Tidings.read("requests", 0, 25, 30, 5, 5), 0);
            today.snapshot(3, 0);
            today.notifyOfCompletedCheckpoint(3);
        }
        try (Archive archive = Archive.open(config)) {
            assertThat(archive.commits().entriesAfter(0))
                    .extracting(entry -> entry.ranges().get(0).from() + " to "
                            + entry.ranges().get(0).to())
                    .containsExactly("0 to 10", "10 to 25", "25 to 30");
        }
    }

    private static boolean isToWrite(String name) {
        return Boolean.getBoolean("golden.write") && !Files.exists(GOLDEN.resolve(name));
    }

    private static void write(String name, OperatorSubtaskState state) throws Exception {
        Files.createDirectories(GOLDEN);
        OperatorSnapshotUtil.writeStateHandle(state, GOLDEN.resolve(name).toString());
    }

    private static OperatorSubtaskState read(String name) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(GOLDEN.resolve(name).toString());
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> join()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new JoinInferences(WITHIN, REMEMBER, TIDINGS)),
                ArchivedInference::getInferenceId,
                Types.STRING);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> attach()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new AttachVectors(WITHIN)), AttachVectors::key, Types.STRING);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ArchivedFeedback, ArchivedFeedback> feedback()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DropRepeatedFeedback(REMEMBER, TIDINGS)),
                ArchivedFeedback::getFeedbackId,
                Types.STRING);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ArchivedInference row(String id) {
        ArchivedInference row = new ArchivedInference();
        row.setInferenceId(id);
        row.setStatus(ArchiveStatus.UNKNOWN);
        row.setRegion("EU");
        row.setModel("m");
        row.setSubjectKey("k");
        row.setEventTime(Instant.ofEpochMilli(5));
        row.setBatch("");
        row.setBatchRow(-1);
        return row;
    }

    private static ArchivedInference request(String id, int content) {
        ArchivedInference row = row(id);
        row.setRequestTopic("requests");
        row.setRequestPartition(1);
        row.setRequestOffset(10L);
        row.setRequestDigest(bytes("request " + content));
        row.setRequestSealed(bytes("sealed request"));
        return row;
    }

    private static ArchivedInference response(String id, int content) {
        ArchivedInference row = row(id);
        row.setResponseTopic("responses");
        row.setResponsePartition(2);
        row.setResponseOffset(20L);
        row.setResponseDigest(bytes("response " + content));
        row.setDecision("APPROVE");
        return row;
    }

    private static ArchivedInference rowOf(String id, String vector) {
        ArchivedInference row = row(id);
        row.setRequestTopic("requests");
        row.setVectorId(vector);
        row.setFeatureSetVersion("v1");
        return row;
    }

    private static ArchivedInference vector(String id, long time) {
        ArchivedInference vector = row("");
        vector.setVectorId(id);
        vector.setFeatureSetVersion("v1");
        vector.setEventTime(Instant.ofEpochMilli(time));
        vector.setFeatureNames(List.of("amount"));
        vector.setVectorSealed(bytes("sealed vector"));
        return vector;
    }

    private static ArchivedFeedback feedback(String id, int content) {
        return ArchivedFeedback.newBuilder()
                .setFeedbackId(id)
                .setInferenceId("i")
                .setRegion("EU")
                .setSubjectKey("k")
                .setKnownAt(Instant.ofEpochMilli(5))
                .setStatus("ARCHIVED")
                .setKind("LABEL")
                .setName("is_fraud")
                .setFeedbackTopic("feedback")
                .setFeedbackPartition(0)
                .setFeedbackOffset(7)
                .setFeedbackDigest(bytes("feedback " + content))
                .build();
    }
}
