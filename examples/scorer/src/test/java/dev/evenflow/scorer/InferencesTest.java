package dev.evenflow.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.inference.FeedbackKind;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.inference.Score;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferencesTest {
    private static final Schema SCHEMA = MadeUpHistory.schema();
    private static final Instant ARRIVED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant ANSWERED = Instant.parse("2026-01-01T00:00:01Z");

    @TempDir
    private static Path directory;

    private static List<GenericRecord> vectors = List.of();
    private static Model model;
    private static Inferences inferences;

    @BeforeAll
    static void train() throws Exception {
        vectors = MadeUpHistory.write(directory, 2_000);
        model = new Training("test", 20, 0.75, 0.05)
                .train(
                        TrainingSet.read(
                                new AvroFiles("--vectors", directory.resolve("vectors")),
                                new AvroFiles("--labels", directory.resolve("labels")),
                                Long.MAX_VALUE,
                                Long.MAX_VALUE),
                        0);
        inferences = new Inferences(model, "EU", "unit", Inferences.Clock.LOG);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<Inferences.Inference> infer(List<GenericRecord> vectors) {
        return inferences.infer(
                SCHEMA,
                vectors.stream()
                        .map(vector -> new Inferences.Arrived(vector, ARRIVED))
                        .toList(),
                ANSWERED);
    }

    @Test
    void theRequestHoldsExactlyTheVectorsValues() {
        List<Inferences.Inference> answered = infer(vectors);
        assertThat(answered).hasSameSizeAs(vectors);
        for (int i = 0; i < vectors.size(); i++) {
            GenericRecord vector = vectors.get(i);
            InferenceRequest request = answered.get(i).request();
            assertThat(request.getFeatureNames()).containsExactly("amount", "tx_count", "terminal_risk", "is_foreign");
            assertThat(request.getFeatures())
                    .containsExactly(
                            vector.get("amount"),
                            vector.get("tx_count"),
                            vector.get("terminal_risk"),
                            vector.get("is_foreign"));
            assertThat(request.getVectorId()).isEqualTo(vector.get("transaction_id"));
            assertThat(request.getSubjectId()).isEqualTo(vector.get("customer_id"));
            assertThat(request.getFeatureSet()).isEqualTo("made-up");
            assertThat(request.getFeatureSetVersion()).isEqualTo(MadeUpHistory.VERSION);
            assertThat(request.getRegion()).isEqualTo("EU");
        }
    }

    @Test
    void theResponseHoldsTheModelsScore() {
        List<Inferences.Inference> answered = infer(vectors);
        float[] inputs = new float[vectors.size() * 4];
        for (int i = 0; i < vectors.size(); i++) {
            FeatureLayout.toInputs(answered.get(i).request().getFeatures(), inputs, i * 4);
        }
        float[] scores = model.score(inputs, vectors.size());
        int declined = 0;
        for (int i = 0; i < vectors.size(); i++) {
            InferenceResponse response = answered.get(i).response();
            assertThat(response.getScores()).containsExactly(new Score("is_fraud", (double) scores[i]));
            assertThat(response.getModelVersion()).isEqualTo(model.metadata().version());
            assertThat(response.getExplanation()).isNotEmpty();
            boolean isDeclined = scores[i] >= model.metadata().threshold();
            assertThat(response.getDecision()).isEqualTo(isDeclined ? "DECLINE" : "APPROVE");
            assertThat(response.getReasonCodes().isEmpty()).isEqualTo(!isDeclined);
            declined += isDeclined ? 1 : 0;
        }
        assertThat(declined).isPositive();
    }

    @Test
    void refusesAnotherVersionOfTheFeatureSetAndScoresTheRest() {
        GenericRecord other = new GenericData.Record((GenericData.Record) vectors.get(0), true);
        other.put("feature_set_version", "fedcba9876543210");
        List<Inferences.Inference> mixed = infer(List.of(vectors.get(0), other, vectors.get(1)));
        List<Inferences.Inference> alone = infer(vectors.subList(0, 2));

        InferenceResponse refused = mixed.get(1).response();
        assertThat(refused.getStatus()).isEqualTo(InferenceStatus.REJECTED);
        assertThat(refused.getScores()).isNull();
        assertThat(refused.getErrorMessage())
                .contains("version fedcba9876543210", "trained on version " + MadeUpHistory.VERSION);
        assertThat(mixed.get(1).request().getFeatures()).isNull();
        assertThat(List.of(mixed.get(0), mixed.get(2))).isEqualTo(alone);
    }

    @Test
    void aLabelFindsTheInferenceOfItsTransaction() {
        List<Inferences.Inference> answered = infer(vectors.subList(0, 1));
        Instant knownAt = Instant.parse("2024-02-01T00:00:00Z");
        InferenceFeedback feedback = inferences.feedback(MadeUpHistory.label("t-0", knownAt, true));
        assertThat(feedback.getInferenceId())
                .isEqualTo(answered.get(0).request().getInferenceId());
        assertThat(feedback.getKind()).isEqualTo(FeedbackKind.LABEL);
        assertThat(feedback.getName()).isEqualTo("is_fraud");
        assertThat(feedback.getValue()).isEqualTo(1.0);
        assertThat(feedback.getKnownAt()).isEqualTo(knownAt);
        assertThat(feedback.getSource()).isEqualTo("CHARGEBACK");
    }

    @Test
    void whatIsScoredAgainHasTheSameId() {
        assertThat(infer(vectors.subList(0, 3))).isEqualTo(infer(vectors.subList(0, 3)));
        List<String> ids = new ArrayList<>();
        infer(vectors).forEach(each -> ids.add(each.request().getInferenceId()));
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(InferenceId.of("shadow", "t-0")).isNotEqualTo(inferences.idOf("t-0"));
    }

    @Test
    void timesAreThoseOfTheChosenClock() {
        InferenceRequest byLog = infer(vectors.subList(5, 6)).get(0).request();
        assertThat(byLog.getRequestTime()).isEqualTo(ARRIVED);
        Inferences.Inference byEvent = new Inferences(model, "EU", "unit", Inferences.Clock.EVENT)
                .infer(SCHEMA, List.of(new Inferences.Arrived(vectors.get(5), ARRIVED)), ANSWERED)
                .get(0);
        assertThat(byEvent.request().getRequestTime())
                .isEqualTo(Instant.ofEpochMilli((Long) vectors.get(5).get("event_time")));
        // it took as long as it took
        assertThat(byEvent.response().getResponseTime())
                .isEqualTo(byEvent.request().getRequestTime().plusSeconds(1));
    }
}
