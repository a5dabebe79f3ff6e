package dev.evenflow.inferencearchive.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttachVectorsTest {
    private static final long WITHIN = 60_000;
    private static final ByteBuffer SEALED = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private static KeyedOneInputStreamOperatorTestHarness<String, ArchivedInference, ArchivedInference> harness()
            throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new AttachVectors(WITHIN)), AttachVectors::key, Types.STRING);
        harness.open();
        return harness;
    }

    private static ArchivedInference row(String id, @Nullable String vector, String subject) {
        ArchivedInference row = new ArchivedInference();
        row.setInferenceId(id);
        row.setStatus(ArchiveStatus.COMPLETE);
        row.setRegion("EU");
        row.setModel("m");
        row.setSubjectKey(subject);
        row.setEventTime(Instant.ofEpochMilli(100));
        row.setVectorId(vector);
        row.setFeatureSetVersion("v1");
        row.setRequestTopic("requests");
        row.setBatch("");
        row.setBatchRow(-1);
        return row;
    }

    private static ArchivedInference vector(String id, String subject, long time) {
        ArchivedInference vector = row("", id, subject);
        vector.setRequestTopic(null);
        vector.setEventTime(Instant.ofEpochMilli(time));
        vector.setFeatureNames(List.of("amount"));
        vector.setVectorSealed(SEALED);
        return vector;
    }

    @Test
    void attachesInEitherOrderAndToEveryRowThatNamesTheVector() throws Exception {
        try (var harness = harness()) {
            harness.processElement(row("early", "tx1", "k"), 100);
            harness.processElement(vector("tx1", "k", 200), 200);
            harness.processElement(row("after", "tx1", "k"), 300);
            assertThat(harness.extractOutputValues()).hasSize(2).allSatisfy(row -> {
                assertThat(row.getFeaturesFrom()).isEqualTo("ATTACHED");
                assertThat(row.getVectorSealed()).isEqualTo(SEALED);
                assertThat(row.getFeatureNames()).containsExactly("amount");
            });
            harness.processWatermark(200 + WITHIN);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void aRowWhoseVectorDoesNotComeOrIsOfAnotherSubjectOrVersionGoesOnWithout() throws Exception {
        try (var harness = harness()) {
            harness.processElement(row("alone", "tx1", "k"), 100);
            harness.processElement(vector("tx2", "other", 100), 100);
            harness.processElement(row("not-theirs", "tx2", "k"), 110);
            ArchivedInference newer = row("newer", "tx2", "other");
            newer.setFeatureSetVersion("v2");
            harness.processElement(newer, 120);
            harness.processWatermark(120 + WITHIN);
            assertThat(harness.extractOutputValues()).hasSize(3).allSatisfy(row -> {
                assertThat(row.getFeaturesFrom()).isEqualTo("MISSING");
                assertThat(row.getVectorSealed()).isNull();
            });
        }
    }

    @Test
    void rowsThatNeedNoVectorPassAtOnce() throws Exception {
        try (var harness = harness()) {
            ArchivedInference inline = row("inline", "tx1", "k");
            inline.setFeaturesFrom("INLINE");
            harness.processElement(inline, 100);
            harness.processElement(row("none", null, "k"), 100);
            assertThat(harness.extractOutputValues())
                    .extracting(ArchivedInference::getFeaturesFrom)
                    .containsExactly("INLINE", null);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }
}
