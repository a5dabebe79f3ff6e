package dev.evenflow.inferencearchive.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

class JoinInferencesTest {
    private static final long WITHIN = 600_000;
    private static final long REMEMBER = 3_600_000;
    private static final OutputTag<Tidings> TIDINGS = new OutputTag<>("tidings", TypeInformation.of(Tidings.class));

    private static KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> harness()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new JoinInferences(WITHIN, REMEMBER, TIDINGS)),
                ArchivedInference::getInferenceId,
                Types.STRING);
    }

    private static ArchivedInference request(String id, int content) {
        ArchivedInference row = row(id);
        row.setRequestTopic("requests");
        row.setRequestPartition(1);
        row.setRequestOffset(10L);
        row.setRequestDigest(ByteBuffer.wrap(new byte[] {1, (byte) content}));
        row.setRequestSealed(ByteBuffer.wrap("sealed request".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return row;
    }

    private static ArchivedInference response(String id, int content) {
        ArchivedInference row = row(id);
        row.setResponseTopic("responses");
        row.setResponsePartition(2);
        row.setResponseOffset(20L);
        row.setResponseDigest(ByteBuffer.wrap(new byte[] {2, (byte) content}));
        row.setDecision("APPROVE");
        return row;
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

    private static List<ArchiveStatus> statuses(
            KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> harness) {
        return harness.extractOutputValues().stream()
                .map(ArchivedInference::getStatus)
                .toList();
    }

    private static int duplicates(
            KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> harness) {
        Queue<StreamRecord<Tidings>> told = harness.getSideOutput(TIDINGS);
        return told == null
                ? 0
                : told.stream()
                        .mapToInt(tidings -> (int) tidings.getValue().duplicates())
                        .sum();
    }

    @Test
    void pairsInAnyOrderAndKeepsBothSides() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("a", 1), 100);
            harness.processElement(response("a", 1), 200);
            harness.processElement(response("b", 1), 300);
            harness.processElement(request("b", 1), 400);
            assertThat(statuses(harness)).containsExactly(ArchiveStatus.COMPLETE, ArchiveStatus.COMPLETE);
            for (ArchivedInference row : harness.extractOutputValues()) {
                assertThat(row.getRequestOffset()).isEqualTo(10L);
                assertThat(row.getResponseOffset()).isEqualTo(20L);
                assertThat(row.getDecision()).isEqualTo("APPROVE");
                assertThat(row.getRequestSealed()).isNotNull();
            }
        }
    }

    @Test
    void whatHasNoPartnerInTimeIsArchivedAloneAndItsPartnerAfterwardsToo() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("a", 1), 100);
            harness.processElement(response("b", 1), 100);
            harness.processWatermark(100 + WITHIN - 1);
            assertThat(statuses(harness)).isEmpty();
            harness.processWatermark(100 + WITHIN);
            assertThat(statuses(harness))
                    .containsExactlyInAnyOrder(ArchiveStatus.NO_RESPONSE, ArchiveStatus.NO_REQUEST);
            harness.processElement(response("a", 1), 100 + WITHIN + 1);
            assertThat(statuses(harness)).contains(ArchiveStatus.LATE_RESPONSE).hasSize(3);
        }
    }

    @Test
    void repeatedRecordsAreCountedBeforeAndAfterTheirRow() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("a", 1), 100);
            harness.processElement(request("a", 1), 110);
            harness.processElement(response("a", 1), 120);
            harness.processElement(response("a", 1), 130);
            harness.processElement(request("a", 1), 140);
            assertThat(statuses(harness)).containsExactly(ArchiveStatus.COMPLETE);
            assertThat(duplicates(harness)).isEqualTo(3);
        }
    }

    @Test
    void anotherRecordUnderAnIdIsARowOfItsOwn() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("a", 1), 100);
            harness.processElement(request("a", 2), 110);
            harness.processElement(response("a", 1), 120);
            assertThat(statuses(harness)).containsExactly(ArchiveStatus.CONFLICTING_REQUEST, ArchiveStatus.COMPLETE);
            assertThat(harness.extractOutputValues().get(1).getRequestDigest())
                    .isEqualTo(ByteBuffer.wrap(new byte[] {1, 1}));
        }
    }

    @Test
    void anotherSubjectOrRegionIsNotPaired() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("a", 1), 100);
            ArchivedInference elsewhere = response("a", 1);
            elsewhere.setRegion("US");
            harness.processElement(elsewhere, 120);
            assertThat(statuses(harness))
                    .containsExactly(ArchiveStatus.MISMATCHED_REQUEST, ArchiveStatus.MISMATCHED_RESPONSE);
        }
    }

    @Test
    void whatWaitsAndWhatIsRememberedSurviveARestoreAndEverythingIsForgottenInTheEnd() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(request("waits", 1), 100);
            harness.processElement(request("done", 1), 100);
            harness.processElement(response("done", 1), 100);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.setup(new AvroTypeInfo<>(ArchivedInference.class)
                    .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(request("done", 1), 200);
            harness.processElement(response("waits", 1), 200);
            assertThat(duplicates(harness)).isEqualTo(1);
            assertThat(statuses(harness)).containsExactly(ArchiveStatus.COMPLETE);
            harness.processWatermark(200 + REMEMBER);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }
}
