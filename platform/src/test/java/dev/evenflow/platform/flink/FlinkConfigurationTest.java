package dev.evenflow.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkConfigurationTest {

    @Test
    void aKeyOfThisClusterReplacesTheLine() {
        String merged = FlinkConfiguration.merge(
                List.of("# rest.port: why", "rest.port: 8081", "a.b: c"), Map.of("rest.port", "1234"));
        assertThat(merged.lines())
                .contains("# rest.port: why", "a.b: c", "rest.port: 1234")
                .doesNotContain("rest.port: 8081");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.yaml",
                "jobs/fraud-features.yaml",
                "jobs/inference-archive.yaml",
                "jobs/quality-monitor.yaml",
                "kubernetes/flink.yaml"
            })
    void everySettingOfTheProjectIsFlatAndExplained(String file) throws IOException {
        List<String> lines = Files.readAllLines(Project.locate().flinkConf().resolve(file));
        boolean explained = false;
        for (String line : lines) {
            if (line.isBlank()) {
                explained = false;
            } else if (line.startsWith("# ---")) {
                continue;
            } else if (line.startsWith("#")) {
                explained = true;
            } else {
                assertThat(line).matches("[a-zA-Z.-]+: .+");
                assertThat(explained).as("a reason above " + line).isTrue();
            }
        }
    }

    /** A job is submitted with its settings, also to a cluster that others use: what belongs to processes would be ignored. */
    @Test
    void whatAJobHasOfItsOwnIsOfTheJobAlone() throws IOException {
        assertThat(Project.locate().jobs()).isNotEmpty().allSatisfy(job -> {
            Map<String, String> settings =
                    FlinkConfiguration.read(Project.locate().flinkConf().resolve("jobs/" + job + ".yaml"));
            assertThat(settings).isNotEmpty().allSatisfy((key, value) -> assertThat(key)
                    .matches("(execution|restart-strategy|state|pipeline|table)\\..+")
                    .doesNotStartWith("state.backend.rocksdb.memory"));
        });
        assertThat(DeployableJob.of("inference-archive", null).flinkOptions())
                .containsEntry("execution.checkpointing.interval", "15 s");
    }

    @Test
    void theClientFindsFlinksJavaOptions() {
        assertThat(FlinkConfiguration.javaOptions(Project.locate().flinkConf()))
                .contains("--add-opens=java.base/java.util=ALL-UNNAMED")
                .allMatch(option -> option.startsWith("--add-") || option.startsWith("-Dpekko."));
    }
}
