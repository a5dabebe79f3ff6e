package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.options.OptionReference;
import dev.evenflow.house.GeneratedSection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are; what is wrong with one is said by name. */
class OptionsReferenceTest {
    static final String[] NEEDED = {
        "--quality", "src/test/resources/quality.yaml", "--kafka.bootstrap", "none:1", "--registry.url", "http://none"
    };

    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        GeneratedSection.ofMarkdown("../../docs/job-options.md", "quality-monitor")
                .mustBe(
                        OptionReference.table(QualityMonitorConfig.OPTIONS),
                        "./mvnw -pl jobs/quality-monitor -am test -Dtest=OptionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false");
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
