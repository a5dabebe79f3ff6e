package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/job-options.md lists the options as they are. */
class OptionsReferenceTest {
    private static final Path REFERENCE = Path.of("../../docs/job-options.md");

    @Test
    void everyOptionIsListedAsItIs() throws IOException {
        String table = FraudFeaturesConfig.OPTIONS.stream()
                .map(option -> "| `--%s` | %s | %s | %s |"
                        .formatted(
                                option.name(),
                                option.form(),
                                option.fallback() == null ? "" : "`" + option.fallback() + "`",
                                option.doc()))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(REFERENCE)).as("the table of %s", REFERENCE).contains(table);
    }
}
