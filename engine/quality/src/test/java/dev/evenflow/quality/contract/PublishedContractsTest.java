package dev.evenflow.quality.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contract of this project is one that the engine understands, whole. */
class PublishedContractsTest {
    private static final Path SCHEMAS = Path.of("../../schemas/src/main/avro");

    static List<Path> contracts() throws IOException {
        try (Stream<Path> files = Files.walk(SCHEMAS)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".odcs.yaml"))
                    .sorted()
                    .toList();
            assertThat(found).hasSizeGreaterThan(13);
            return found;
        }
    }

    private static Contract parse(Path file) throws IOException, ContractException {
        return Contract.parse(file.getFileName().toString(), Files.readString(file));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void itParsesAndNothingInItIsPassedOver(Path file) throws IOException, ContractException {
        Contract contract = parse(file);

        assertThat(contract.dataset()).isEqualTo(file.getFileName().toString().replace(".odcs.yaml", ""));
        assertThat(contract.owner()).isNotEmpty();
        assertThat(contract.eventTime()).isNotNull();
        assertThat(contract.rules(Requirement.Freshness.class)).isNotEmpty();
        assertThat(contract.notes()).isEmpty();
    }

    @Test
    void theRulesOfTransactionsAreThoseOfItsText() throws IOException, ContractException {
        Contract contract = parse(SCHEMAS.resolve("dev/evenflow/payments/transactions.odcs.yaml"));

        assertThat(contract.record()).isEqualTo("dev.evenflow.payments.Transaction");
        assertThat(contract.key()).containsExactly("event_time", "transaction_id");
        assertThat(contract.eventTime()).isEqualTo("event_time");
        assertThat(contract.uniqueKeys()).containsExactly(List.of("transaction_id"));
        assertThat(contract.field("ip_address")).matches(field -> field != null && field.sensitive());

        Rule duplicates = contract.rule("transaction_id.duplicateCount");
        assertThat(duplicates).isNotNull();
        assertThat(duplicates.dimension()).isEqualTo(Dimension.UNIQUENESS);
        assertThat(duplicates.severity()).isEqualTo(Severity.WARNING);
        assertThat(duplicates.expected()).isEqualTo("< 1 percent");

        Rule latitude = contract.rule("latitude.range");
        assertThat(latitude).isNotNull();
        assertThat(latitude.quarantine()).isTrue();
        assertThat(((Requirement.OfRecords) latitude.requirement()).test().offence())
                .isEqualTo("latitude is not >= -90 and <= 90");

        assertThat(contract.rules().stream().map(Rule::id))
                .contains(
                        "schema",
                        "transaction_id.required",
                        "transaction_id.length",
                        "merchant_country.pattern",
                        "channel.validValues",
                        "rowCount",
                        "freshness");
    }
}
