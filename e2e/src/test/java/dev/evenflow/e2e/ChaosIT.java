package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault each of a process that computes, of the broker, and of the input, with a fixed seed. What loses or doubles one event fails it; ChaosCheckerTest shows that the checker would see it. */
class ChaosIT {
    private static final String KINDS = "taskmanager-kill,broker-kill,poison";

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostAndNothingDoubled() throws Exception {
        Path file = directory.resolve("report.json");
        String output = new Evenflow(directory)
                .succeed(
                        "chaos",
                        "--faults",
                        "3",
                        "--seed",
                        "5",
                        "--only",
                        KINDS,
                        "--rate",
                        "30",
                        "--minutes",
                        "6",
                        "--report",
                        file.toString());

        JsonNode report = new ObjectMapper().readTree(Files.readString(file));
        assertThat(report.path("faults").asInt()).as(output).isEqualTo(3);
        assertThat(report.path("findings")).as(output).isEmpty();
        JsonNode counts = report.path("counts");
        assertThat(counts.path("settled vectors").asLong())
                .isEqualTo(counts.path("transactions sent in time").asLong())
                .isPositive();
        assertThat(counts.path("dead letters").asLong())
                .isEqualTo(counts.path("records of poison sent").asLong())
                .isPositive();
        assertThat(counts.path("archive rows").asLong()).isPositive();
        assertThat(counts.path("parity: vectors compared").asLong()).isPositive();
        assertThat(directory.resolve("platform/chaos")).as("nothing is left").doesNotExist();
    }
}
