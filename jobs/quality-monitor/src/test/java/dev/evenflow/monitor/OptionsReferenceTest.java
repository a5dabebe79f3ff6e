package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are; what is wrong with one is said by name. */
class OptionsReferenceTest {
    private static final Path REFERENCE = Path.of("../../docs/job-options.md");

    static final String[] NEEDED = {
        "--quality", "src/test/resources/quality.yaml", "--kafka.bootstrap", "none:1", "--registry.url", "http://none"
    };

    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        String table = QualityMonitorConfig.OPTIONS.stream()
                .map(option -> "| `--%s` | %s | %s | %s |"
                        .formatted(
                                option.name(),
                                option.form(),
                                option.fallback() == null ? "" : "`" + option.fallback() + "`",
                                option.doc()))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(REFERENCE)).as("the table of %s", REFERENCE).contains(table);
    }

    @Test
    void whatIsWrongIsSaidByName() {
        assertThatThrownBy(() -> with("--kafka.start", "committed")).hasMessageContaining("--kafka.start");
        assertThatThrownBy(() -> with("--topic.scors", "x")).hasMessageContaining("did you mean 'topic.scores'");
        assertThatThrownBy(() -> with("--contracts", "no-such-directory")).hasMessageContaining("no-such-directory");
        assertThatThrownBy(() -> QualityMonitorConfig.of(new String[] {"--quality", "no-such-file.yaml"}, Map.of()))
                .hasMessageContaining("no-such-file.yaml");
    }

    @Test
    void readsTheFilesThatThePlanNames() {
        QualityMonitorConfig config = QualityMonitorConfig.of(NEEDED, Map.of());
        assertThat(config.datasets())
                .extracting(DatasetSettings::topic)
                .contains("transactions", "features-card-fraud-served", "archive-commits", "quality-scores");
        assertThat(config.lineage()).containsEntry("features-card-fraud-served", List.of("transactions"));
        assertThat(config.batch() || config.bounded()).isFalse();
        assertThat(with("--runtime-mode", "batch").bounded()).isTrue();
    }

    private static QualityMonitorConfig with(String option, String value) {
        String[] all = java.util.Arrays.copyOf(NEEDED, NEEDED.length + 2);
        all[NEEDED.length] = option;
        all[NEEDED.length + 1] = value;
        return QualityMonitorConfig.of(all, Map.of());
    }
}
