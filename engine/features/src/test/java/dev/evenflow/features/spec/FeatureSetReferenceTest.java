package dev.evenflow.features.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/feature-sets.md to the parser: its example compiles, and it leaves nothing out. */
class FeatureSetReferenceTest {
    private static final Path REFERENCE = Path.of("../../docs/feature-sets.md");

    @Test
    void theExampleParses() throws IOException, SpecException {
        String text = Files.readString(REFERENCE);
        int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
        String yaml = text.substring(begin, text.indexOf("```", begin));

        FeatureSetSpec spec = FeatureSetParser.parse(
                "docs/feature-sets.md", yaml, Transaction.getClassSchema(), FraudLabel.getClassSchema());

        assertThat(spec.entities()).hasSize(2);
        assertThat(spec.entities().get(0).features())
                .extracting(FeatureSetSpec.FeatureSpec::name)
                .startsWith("customer_tx_count_15m", "customer_tx_count_1d", "customer_tx_count_30d");
    }

    @Test
    void everyKeyAndChoiceIsExplained() throws IOException {
        String text = Files.readString(REFERENCE);
        Stream<String> keys = Stream.of(
                        FeatureSetParser.TOP,
                        SourceKeys.SOURCE,
                        SourceKeys.LABELS,
                        FeatureEntries.ENTITY,
                        FeatureEntries.FEATURE)
                .flatMap(Set::stream);
        Stream<String> choices = Stream.<Enum<?>[]>of(
                        Aggregate.values(), FeatureSetSpec.Calendar.values(), FeatureSetSpec.DerivedType.values())
                .flatMap(Arrays::stream)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT));
        assertThat(Stream.concat(keys, choices).filter(word -> !text.contains("`" + word)))
                .as("keys and choices that %s does not explain", REFERENCE)
                .isEmpty();
    }
}
