package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.inference.Score;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Scores of a tabular model with twelve features, one every {@code stepMillis} of simulated time. */
public final class TabularInferences implements Iterator<Inference> {
    private static final List<String> FEATURES = List.of(
            "amount",
            "hour",
            "is_night",
            "channel",
            "customer_tx_count_1d",
            "customer_tx_count_7d",
            "customer_amount_avg_7d",
            "customer_amount_avg_30d",
            "terminal_tx_count_7d",
            "terminal_risk_7d",
            "distance_km",
            "seconds_since_last");
    private static final List<String> MODELS = List.of("fraud-gbm", "fraud-gbm", "fraud-gbm", "credit-risk", "churn");
    private static final List<String> CHANNELS = List.of("CHIP", "CONTACTLESS", "ECOMMERCE");

    private final long count;
    private final long startMillis;
    private final long stepMillis;
    private final double missing;
    private final Population population;
    private final SplittableRandom random;
    private long made;

    public TabularInferences(
            long count,
            Instant start,
            long stepMillis,
            double missing,
            Population population,
            SplittableRandom random) {
        this.count = count;
        this.startMillis = start.toEpochMilli();
        this.stepMillis = stepMillis;
        this.missing = missing;
        this.population = population;
        this.random = random;
    }

    @Override
    public boolean hasNext() {
        return made < count;
    }

    @Override
    public Inference next() {
        long number = made++;
        long time = startMillis + number * stepMillis;
        int subject = population.draw(random);
        String model = MODELS.get(random.nextInt(MODELS.size()));
        InferenceRequest request = new InferenceRequest();
        request.setInferenceId("inf-" + Long.toString(startMillis, 36) + "-" + number);
        request.setSubjectId(Population.idOf(subject));
        request.setRegion(population.regionOf(subject));
        request.setRequestTime(Instant.ofEpochMilli(time));
        request.setOperationName("predict");
        request.setRequestModel(model);
        request.setModelVersion("3");
        request.setDeployment(model + "-live");
        request.setFeatureSet("card-fraud");
        request.setFeatureSetVersion("simulated");
        request.setVectorId("tx-" + number);
        request.setFeatureNames(FEATURES);
        request.setFeatures(features());
        request.setTraceId(String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong()));
        request.setProducer("simulator");
        return new Inference(time, request, random.nextDouble() < missing ? null : response(request, time));
    }

    private List<Object> features() {
        return List.of(
                random.nextInt(1, 200_000) / 100.0,
                (long) random.nextInt(24),
                random.nextInt(4) == 0,
                CHANNELS.get(random.nextInt(CHANNELS.size())),
                (long) random.nextInt(12),
                (long) random.nextInt(60),
                random.nextInt(1, 50_000) / 100.0,
                random.nextInt(1, 50_000) / 100.0,
                (long) random.nextInt(2_000),
                random.nextInt(1_000) / 1_000.0,
                random.nextDouble() * 500,
                (long) random.nextInt(86_400));
    }

    private InferenceResponse response(InferenceRequest request, long time) {
        double score = random.nextDouble();
        boolean failed = random.nextInt(500) == 0;
        InferenceResponse response = new InferenceResponse();
        response.setInferenceId(request.getInferenceId());
        response.setSubjectId(request.getSubjectId());
        response.setRegion(request.getRegion());
        response.setResponseTime(Instant.ofEpochMilli(time + 5 + random.nextInt(200)));
        response.setStatus(failed ? InferenceStatus.FAILED : InferenceStatus.OK);
        response.setResponseModel(request.getRequestModel());
        response.setModelVersion("3");
        response.setDeployment(request.getDeployment());
        if (failed) {
            response.setErrorType("timeout");
            response.setErrorMessage("no answer from " + request.getDeployment() + " in 200 ms");
        } else {
            response.setScores(List.of(new Score("positive", score)));
            response.setDecision(score > 0.98 ? "DECLINE" : score > 0.9 ? "REVIEW" : "APPROVE");
            response.setReasonCodes(score > 0.9 ? List.of("R" + random.nextInt(10, 30)) : List.of());
        }
        response.setTraceId(request.getTraceId());
        response.setProducer("simulator");
        return response;
    }
}
