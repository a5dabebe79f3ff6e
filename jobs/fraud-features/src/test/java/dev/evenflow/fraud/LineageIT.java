package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A run tells its start, what it reads and writes, and how it ended; and a target that cannot be reached changes nothing. */
class LineageIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .setConfiguration(listening())
            .build());

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private JobRun job = new JobRun(Path.of("."));

    private static Configuration listening() {
        Configuration flink = new Configuration();
        flink.setString("execution.job-status-changed-listeners", "dev.evenflow.flink.lineage.LineageListenerFactory");
        return flink;
    }

    @BeforeEach
    void history() throws IOException {
        RandomPayments payments = new RandomPayments(7, 300, Duration.ofDays(45));
        job = new JobRun(directory);
        job.history(payments.delivered(Duration.ZERO), payments.deliveredLabels(Duration.ZERO));
    }

    private List<JsonNode> events(String last) {
        List<JsonNode> events = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            events.clear();
            events.addAll(read());
            return events.stream()
                    .anyMatch(each -> each.path("eventType").asText().equals(last));
        });
        return events;
    }

    private List<JsonNode> read() throws IOException {
        Path folder = directory.resolve("lineage");
        List<JsonNode> events = new ArrayList<>();
        if (!Files.isDirectory(folder)) return events;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList())
                for (String line : Files.readAllLines(file)) events.add(JSON.readTree(line));
        }
        return events;
    }

    private String lineage() {
        return directory.resolve("lineage").toString();
    }

    @Test
    void aRunThatCompletesIsToldFromStartToEnd() throws Exception {
        Path out = job.run("live", 2, -1, "--lineage", lineage());
        List<JsonNode> events = events("COMPLETE");
        assertThat(events.stream().map(each -> each.path("eventType").asText()))
                .startsWith("START", "RUNNING")
                .endsWith("COMPLETE");
        assertThat(events.stream()
                        .map(each -> each.path("run").path("runId").asText())
                        .distinct())
                .hasSize(1);
        JsonNode start = events.get(0);
        assertThat(start.path("job").path("name").asText()).isEqualTo("fraud-features card-fraud");
        assertThat(start.path("inputs").findValuesAsText("namespace")).containsOnly("file");
        JsonNode vectors = start.path("outputs").path(0);
        assertThat(vectors.path("name").asText()).isEqualTo(out + "/vectors");
        JsonNode columns = vectors.path("facets").path("columnLineage").path("fields");
        List<String> made = new ArrayList<>();
        JobRun.read(out.resolve("vectors")).get(0).getSchema().getFields().forEach(field -> made.add(field.name()));
        made.removeAll(List.of("emission", "feature_set_version"));
        assertThat(made).allSatisfy(name -> assertThat(columns.path(name).path("inputFields"))
                .as("what column %s is made from", name)
                .isNotEmpty());
        assertThat(vectors.path("facets").path("version").path("datasetVersion").asText())
                .isEqualTo(FraudFeaturesConfig.featureSet("card-fraud").plan().version());
    }

    @Test
    void aRunThatFailsIsToldWithItsCause() {
        assertThatThrownBy(() -> job.run(
                "fails",
                1,
                -1,
                "--lineage",
                lineage(),
                "--source",
                directory.resolve("nowhere").toString()));
        List<JsonNode> events = events("FAIL");
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("eventType").asText()).isEqualTo("FAIL");
        assertThat(last.path("run")
                        .path("facets")
                        .path("errorMessage")
                        .path("message")
                        .asText())
                .contains("Exception")
                .doesNotContain("nowhere");
    }

    @Test
    void aTargetThatNobodyListensAtChangesNothing() throws Exception {
        Path told = job.run("told", 2, -1, "--lineage", "http://127.0.0.1:9/api/v1/lineage");
        Path silent = job.run("silent", 2, -1);
        assertThat(JobRun.read(told.resolve("vectors")).stream().map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(JobRun.read(silent.resolve("vectors")).stream()
                        .map(Object::toString)
                        .toList());
    }
}
