package dev.evenflow.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SeriesAnomaliesTest {
    @TestFactory
    Stream<DynamicTest> publishedPositions() throws IOException {
        Path file = Path.of(System.getProperty("evenflow.shared", "../../../shared"))
                .resolve("data/oracles/drift_and_quality.json");
        assumeTrue(
                Files.exists(file),
                "the published numbers are not at " + file.toAbsolutePath()
                        + "; -Devenflow.shared=DIR says where they are");
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("quality");
        List<JsonNode> anomalies = StreamSupport.stream(cases.spliterator(), false)
                .filter(oracle -> oracle.get("metric").asText().startsWith("anomaly_"))
                .toList();
        assertThat(anomalies).hasSize(2);
        return anomalies.stream()
                .map(oracle -> DynamicTest.dynamicTest(oracle.get("id").asText(), () -> assertThat(
                                found(oracle.get("metric").asText(), oracle.get("inputs")))
                        .isEqualTo(StreamSupport.stream(oracle.get("expected").spliterator(), false)
                                .map(JsonNode::asInt)
                                .toList())));
    }

    @Test
    void aJumpAndTheWayBackAreTwoChanges() {
        assertThat(SeriesAnomalies.rateOfChange(new double[] {1, 1, 9, 1, 1}, -2, 2))
                .containsExactly(2, 3);
        assertThat(SeriesAnomalies.rateOfChange(new double[] {1, 3, 5, 3}, -2, 2))
                .isEmpty();
    }

    @Test
    void valuesAreHeldAgainstAllOthers() {
        double[] series = {9, 11, 10, 10, 40, 10, -9};
        assertThat(SeriesAnomalies.batchNormal(series, 4, 7, 3, 3)).containsExactly(4, 6);
    }

    private static List<Integer> found(String metric, JsonNode in) {
        double[] series = new double[in.get("series").size()];
        for (int i = 0; i < series.length; i++) {
            series[i] = in.get("series").get(i).asDouble();
        }
        return metric.equals("anomaly_rate_of_change")
                ? SeriesAnomalies.rateOfChange(
                        series,
                        in.get("max_decrease").asDouble(),
                        in.get("max_increase").asDouble())
                : SeriesAnomalies.batchNormal(
                        series,
                        in.get("search_interval").get(0).asInt(),
                        in.get("search_interval").get(1).asInt(),
                        in.get("factors").get(0).asDouble(),
                        in.get("factors").get(1).asDouble());
    }
}
