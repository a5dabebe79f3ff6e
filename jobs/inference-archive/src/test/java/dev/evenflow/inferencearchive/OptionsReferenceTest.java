package dev.evenflow.inferencearchive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are; what is wrong with one is said by name. */
class OptionsReferenceTest {
    private static final Path REFERENCE = Path.of("../../docs/job-options.md");

    static final String[] NEEDED = {
        "--archive", "../../flink-conf/archive.yaml", "--kafka.bootstrap", "none:1", "--registry.url", "http://none"
    };

    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        String table = InferenceArchiveConfig.OPTIONS.stream()
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
