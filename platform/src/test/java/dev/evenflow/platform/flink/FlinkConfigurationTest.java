package dev.evenflow.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlinkConfigurationTest {

    @Test
    void aKeyOfThisClusterReplacesTheLine() {
        String merged = FlinkConfiguration.merge(
                List.of("# rest.port: why", "rest.port: 8081", "a.b: c"), Map.of("rest.port", "1234"));
        assertThat(merged.lines())
                .contains("# rest.port: why", "a.b: c", "rest.port: 1234")
                .doesNotContain("rest.port: 8081");
    }

    @Test
    void everySettingOfTheProjectIsFlatAndExplained() throws IOException {
        List<String> lines = Files.readAllLines(Project.locate().flinkConf().resolve("config.yaml"));
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

    @Test
    void theClientFindsFlinksJavaOptions() {
        assertThat(FlinkConfiguration.javaOptions(Project.locate().flinkConf()))
                .contains("--add-opens=java.base/java.util=ALL-UNNAMED")
                .allMatch(option -> option.startsWith("--add-"));
    }
}
