package dev.evenflow.quality.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.drift.DriftMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reference of contracts: its example is one, with every kind of rule in it, and what it names exists. */
class ContractReferenceTest {
    private static String reference() throws IOException {
        return Files.readString(Path.of("../../docs/quality/contracts.md"));
    }

    private static Contract example() throws IOException, ContractException {
        String text = reference();
        int from = text.indexOf("```yaml", text.indexOf("<!-- example -->")) + "```yaml\n".length();
        return Contract.parse("contracts.md", text.substring(from, text.indexOf("```", from)));
    }

    @Test
    void theExampleHasEveryKindOfRule() throws IOException, ContractException {
        Set<Class<?>> kinds = new HashSet<>();
        for (Rule rule : example().rules()) kinds.add(rule.requirement().getClass());

        assertThat(kinds).containsExactlyInAnyOrder(Requirement.class.getPermittedSubclasses());
    }

    @Test
    void theExampleIsWhatItsCommentsSay() throws IOException, ContractException {
        Contract orders = example();

        assertThat(orders.dataset()).isEqualTo("orders");
        assertThat(orders.eventTime()).isEqualTo("ordered_at");
        assertThat(orders.owner()).isEqualTo("order-platform");
        assertThat(orders.notes()).isEmpty();
        assertThat(orders.rule("shipped-after-ordered")).matches(rule -> rule != null && rule.gates());
        assertThat(orders.rule("amount-psi")).matches(rule -> rule != null && rule.sustainMs() == 60_000);
        assertThat(orders.rules())
                .filteredOn(rule -> rule.requirement() instanceof Requirement.Freshness)
                .hasSize(3);
    }

    @Test
    void everyOperatorIsNamed() throws IOException {
        assertThat(reference())
                .contains(Keys.OPERATORS.stream().map(key -> "`" + key + "`").toList());
    }

    @Test
    void everyMethodOfDriftIsInTheTableOfMeasures() throws IOException {
        String measures = Files.readString(Path.of("../../docs/quality/measures.md"));

        assertThat(DriftMethod.contractNames())
                .allSatisfy(name -> assertThat(measures).contains("| `" + name + "` |"));
    }
}
