package dev.evenflow.quality.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What Deequ, Feast and TFDV publish as the results of their own tests, of everything that a profile measures. */
class QualityOraclesTest {
    /** Not measured by a profile: rules and anomalies have their own tests, and two cases hold for one implementation only. */
    private static final Set<String> ELSEWHERE = Set.of(
            "pattern_match_ratio_us_ssn",
            "anomaly_rate_of_change",
            "anomaly_batch_normal",
            "freshness_ratio",
            "freshness_rule_outcome",
            "hellinger_single_value",
            "kll_bucket_distribution",
            "quantile_histogram_4");

    @Test
    void publishedResultsAreReached() throws IOException {
        Path file = Path.of(
                System.getProperty("evenflow.shared", "../../../shared"), "data/oracles/drift_and_quality.json");
        assumeTrue(
                Files.exists(file),
                "no published results at " + file.toAbsolutePath() + "; -Devenflow.shared=DIR says where they are");
        int checked = 0;
        Set<String> left = new HashSet<>();
        for (JsonNode oracle : new ObjectMapper().readTree(file.toFile()).get("quality")) {
            String metric = oracle.get("metric").asText();
            if (ELSEWHERE.contains(metric)) {
                left.add(metric);
                continue;
            }
            if (metric.equals("kll_rank_error")) {
                continue; // NumberSummaryTest holds the sketch to more than this bound
            }
            assertThat(value(metric, oracle.get("inputs")))
                    .as(oracle.get("id").asText())
                    .isCloseTo(
                            oracle.get("expected").asDouble(),
                            within(oracle.get("tolerance").asDouble()));
            checked++;
        }
        assertThat(checked).isEqualTo(22);
        assertThat(left).isEqualTo(ELSEWHERE);
    }

    private static double value(String metric, JsonNode inputs) {
        return switch (metric) {
            case "completeness" -> 1 - field(inputs).nullRatio();
            case "null_rate" -> field(inputs).nullRatio();
            case "uniqueness" -> keys(inputs).uniqueness();
            case "entropy_nats" -> field(inputs).entropy();
            case "count_distinct_ignoring_null" -> field(inputs).distinct();
            case "mean" -> numbers(inputs, NumberSummary::mean);
            case "stddev_population" -> numbers(inputs, NumberSummary::stddev);
            case "stddev_sample" -> numbers(inputs, NumberSummary::sampleStddev);
            case "variance_population" -> numbers(inputs, NumberSummary::variance);
            case "skewness_population" -> numbers(inputs, NumberSummary::skewness);
            case "min" -> numbers(inputs, NumberSummary::min);
            case "range" -> numbers(inputs, numbers -> numbers.max() - numbers.min());
            case "sum" -> numbers(inputs, NumberSummary::sum);
            case "ratio_of_sums" ->
                numbers(inputs.get("a"), NumberSummary::sum) / numbers(inputs.get("b"), NumberSummary::sum);
            case "p50", "p75", "p95", "p99" ->
                numbers(inputs, numbers -> numbers.quantile(Integer.parseInt(metric.substring(1)) / 100.0));
            default -> throw new IllegalArgumentException("a metric without a case: " + metric);
        };
    }

    private static double numbers(JsonNode inputs, ToDoubleFunction<NumberSummary> metric) {
        return metric.applyAsDouble(field(inputs).numbers());
    }

    private static FieldProfile field(JsonNode inputs) {
        List<Object> values = new ArrayList<>();
        boolean text = false;
        for (JsonNode input : inputs) {
            text |= input.isTextual();
            values.add(input.isNull() ? null : input.isTextual() ? input.asText() : (Object) input.numberValue());
        }
        return FieldProfile.of(text ? FieldKind.TEXT : FieldKind.NUMBER, values.toArray());
    }

    private static KeySample keys(JsonNode inputs) {
        KeySample keys = new KeySample();
        for (JsonNode input : inputs) {
            keys.add(input.isNull() ? KeyHash.NONE : ValueHash.of(input.asText()));
        }
        return keys;
    }
}
