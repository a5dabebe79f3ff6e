package dev.evenflow.scorer;

import dev.evenflow.inference.Attribution;
import dev.evenflow.inference.FeedbackKind;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.inference.Score;
import dev.evenflow.payments.FraudLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the scorer publishes about each vector and each label. A vector of another feature-set version is not scored: its
 * response is REJECTED and says why. Not thread-safe.
 *
 * @param region by whose law the data of all of them is kept
 * @param deployment part of every inference id: two deployments that score the same vector make two inferences
 * @param clock of the times in the records
 */
record Inferences(Model model, String region, String deployment, Clock clock) {
    static final String WRONG_VERSION = "feature_set_version";
    private static final String PRODUCER = "example-scorer";
    private static final int EXPLAINED = 5;
    private static final int REASONS = 3;

    /** Whose time it is when a model is asked. */
    enum Clock {
        /** The broker's, when the vector came to its topic. */
        LOG,
        /** The transaction's own: for simulations, in which labels live in simulated time, too. */
        EVENT
    }

    /** A vector as it was read. @param at when it came to its topic */
    record Arrived(IndexedRecord vector, Instant at) {}

    record Inference(InferenceRequest request, InferenceResponse response) {}

    String idOf(String transactionId) {
        return InferenceId.of(deployment, transactionId);
    }

    /** In the order of the vectors. @param answeredAt when all of them are answered */
    List<Inference> infer(Schema schema, List<Arrived> arrived, Instant answeredAt) {
        FeatureLayout layout = FeatureLayout.of(schema, model.metadata().features());
        int columns = layout.names().size();
        List<List<@Nullable Object>> values = new ArrayList<>();
        float[] inputs = new float[arrived.size() * columns];
        int rows = 0;
        for (Arrived each : arrived) {
            if (isOurs(layout, each.vector())) {
                List<@Nullable Object> row = layout.values(each.vector());
                FeatureLayout.toInputs(row, inputs, rows++ * columns);
                values.add(row);
            }
        }
        float[] scores = model.score(inputs, rows);
        float[][] contributions = model.contributions(inputs, rows);
        List<Inference> inferences = new ArrayList<>();
        int row = 0;
        for (Arrived each : arrived) {
            InferenceRequest request = request(layout, each);
            InferenceResponse response =
                    response(request, request.getRequestTime().plus(Duration.between(each.at(), answeredAt)));
            if (isOurs(layout, each.vector())) {
                request.setFeatureNames(layout.names());
                request.setFeatures(new ArrayList<>(values.get(row)));
                answer(response, scores[row], contributions[row]);
                row++;
            } else {
                response.setStatus(InferenceStatus.REJECTED);
                response.setErrorType(WRONG_VERSION);
                response.setErrorMessage(refusal(layout.id(each.vector()), layout.version(each.vector())));
            }
            inferences.add(new Inference(request, response));
        }
        return inferences;
    }

    private boolean isOurs(FeatureLayout layout, IndexedRecord vector) {
        return model.metadata().featureSetVersion().equals(layout.version(vector));
    }

    private String refusal(String id, String version) {
        Model.Metadata metadata = model.metadata();
        return "vector " + id + " is of feature set " + metadata.featureSet() + " version " + version + ", but model "
                + metadata.name() + " " + metadata.version() + " was trained on version "
                + metadata.featureSetVersion() + ": train it again on a backfill of that version";
    }

    private InferenceRequest request(FeatureLayout layout, Arrived arrived) {
        Model.Metadata metadata = model.metadata();
        InferenceRequest request = new InferenceRequest();
        request.setInferenceId(idOf(layout.id(arrived.vector())));
        request.setSubjectId(layout.subject(arrived.vector()));
        request.setRegion(region);
        request.setRequestTime(
                clock == Clock.LOG ? arrived.at() : Instant.ofEpochMilli(layout.eventTime(arrived.vector())));
        request.setOperationName("predict");
        request.setRequestModel(metadata.name());
        request.setModelVersion(metadata.version());
        request.setDeployment(deployment);
        request.setFeatureSet(metadata.featureSet());
        request.setFeatureSetVersion(layout.version(arrived.vector()));
        request.setVectorId(layout.id(arrived.vector()));
        request.setProducer(PRODUCER);
        return request;
    }

    private InferenceResponse response(InferenceRequest request, Instant answeredAt) {
        InferenceResponse response = new InferenceResponse();
        response.setInferenceId(request.getInferenceId());
        response.setSubjectId(request.getSubjectId());
        response.setRegion(region);
        response.setResponseTime(answeredAt);
        response.setStatus(InferenceStatus.OK);
        response.setResponseModel(request.getRequestModel());
        response.setModelVersion(request.getModelVersion());
        response.setDeployment(deployment);
        response.setProducer(PRODUCER);
        return response;
    }

    private void answer(InferenceResponse response, float score, float[] contributions) {
        List<String> names = model.metadata().features();
        boolean declined = score >= model.metadata().threshold();
        // the last contribution is the model's bias and belongs to no feature
        List<Integer> strongest = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(contributions[i])))
                .limit(EXPLAINED)
                .toList();
        response.setScores(List.of(new Score("is_fraud", (double) score)));
        response.setDecision(declined ? "DECLINE" : "APPROVE");
        response.setExplanation(strongest.stream()
                .map(i -> new Attribution(names.get(i), (double) contributions[i]))
                .toList());
        response.setReasonCodes(
                declined
                        ? strongest.stream()
                                .filter(i -> contributions[i] > 0)
                                .limit(REASONS)
                                .map(names::get)
                                .toList()
                        : List.of());
    }

    /** What became known of a transaction, said of its inference. */
    InferenceFeedback feedback(FraudLabel label) {
        String customer = label.getCustomerId();
        InferenceFeedback feedback = new InferenceFeedback();
        feedback.setFeedbackId(deployment + ":" + label.getLabelId());
        feedback.setInferenceId(idOf(label.getTransactionId()));
        feedback.setSubjectId(customer == null ? label.getTransactionId() : customer);
        feedback.setRegion(region);
        feedback.setKnownAt(label.getKnownAt());
        feedback.setKind(FeedbackKind.LABEL);
        feedback.setName("is_fraud");
        feedback.setValue(label.getIsFraud() ? 1.0 : 0.0);
        feedback.setSource(label.getSource().name());
        feedback.setProducer(PRODUCER);
        return feedback;
    }
}
