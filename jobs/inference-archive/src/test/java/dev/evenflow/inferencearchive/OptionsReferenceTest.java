package dev.evenflow.inferencearchive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.options.OptionReference;
import dev.evenflow.house.GeneratedSection;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are; what is wrong with one is said by name. */
class OptionsReferenceTest {
    static final String[] NEEDED = {
        "--archive", "../../flink-conf/archive.yaml", "--kafka.bootstrap", "none:1", "--registry.url", "http://none"
    };

    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        GeneratedSection.ofMarkdown("../../docs/job-options.md", "inference-archive")
                .mustBe(
                        OptionReference.table(InferenceArchiveConfig.OPTIONS),
                        "./mvnw -pl jobs/inference-archive -am test -Dtest=OptionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false");
    }

    @Test
    void whatIsWrongIsSaidByName() {
        assertThatThrownBy(() -> with("--join.remember", "1m")).hasMessageContaining("--join.remember: '1m'");
        assertThatThrownBy(() -> with("--kafka.start", "committed")).hasMessageContaining("--kafka.start");
        assertThatThrownBy(() -> with("--topic.vectors", "features-card-fraud-served"))
                .hasMessageContaining("--vectors.region");
        assertThatThrownBy(() -> with("--join.witin", "1m")).hasMessageContaining("did you mean 'join.within'");
        assertThatThrownBy(() -> InferenceArchiveConfig.of(new String[] {"--archive", "no-such-file.yaml"}, Map.of()))
                .hasMessageContaining("no-such-file.yaml");
    }

    private static InferenceArchiveConfig with(String option, String value) {
        String[] all = java.util.Arrays.copyOf(NEEDED, NEEDED.length + 2);
        all[NEEDED.length] = option;
        all[NEEDED.length + 1] = value;
        return InferenceArchiveConfig.of(all, Map.of());
    }
}
