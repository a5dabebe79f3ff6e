package dev.evenflow.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.payments.Transaction;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers of transactions that changed something, against the contract as it is published. */
class SchemaCheckTest {
    private Contract contract;

    @BeforeEach
    void read() throws IOException, ContractException {
        Path file = Path.of("../../schemas/src/main/avro/dev/evenflow/payments/transactions.odcs.yaml");
        contract = Contract.parse("transactions.odcs.yaml", Files.readString(file));
    }

    /** The schema with one field replaced; empty leaves it out. */
    private static Schema with(String name, Optional<Schema> type) {
        Schema published = Transaction.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : published.getFields()) {
            if (!field.name().equals(name)) fields.add(new Schema.Field(field, field.schema()));
            else type.ifPresent(schema -> fields.add(new Schema.Field(name, schema)));
        }
        return Schema.createRecord("Transaction", null, "dev.evenflow.payments", false, fields);
    }

    @Test
    void thePublishedSchemaHasNothingToSay() {
        SchemaCheck check = SchemaCheck.of(contract, Transaction.getClassSchema());

        assertThat(check.findings()).isEmpty();
        assertThat(check.compatible()).isTrue();
    }

    @Test
    void aMissingFieldBreaksOnlyIfItIsRequired() {
        SchemaCheck required = SchemaCheck.of(contract, with("amount", Optional.empty()));
        assertThat(required.compatible()).isFalse();
        assertThat(required.breakingProblems()).isEqualTo("amount: is in the contract but not in the data");

        SchemaCheck optional = SchemaCheck.of(contract, with("device_id", Optional.empty()));
        assertThat(optional.compatible()).isTrue();
        assertThat(optional.findings()).hasSize(1);
    }

    @Test
    void anotherTypeBreaks() {
        SchemaCheck check = SchemaCheck.of(contract, with("amount", Optional.of(Schema.create(Schema.Type.STRING))));

        assertThat(check.breakingProblems()).isEqualTo("amount: is string, which does not carry number");
    }

    @Test
    void aTypeThatCarriesTheSameDoesNot() {
        assertThat(SchemaCheck.of(contract, with("amount", Optional.of(Schema.create(Schema.Type.DOUBLE))))
                        .findings())
                .isEmpty();
    }

    @Test
    void aFieldMoreIsSaidAndBreaksNothing() {
        SchemaCheck check = SchemaCheck.of(
                contract,
                new Schema.Parser()
                        .parse(Transaction.getClassSchema()
                                .toString()
                                .replaceFirst(
                                        "\"fields\":\\[", "\"fields\":[{\"name\":\"colour\",\"type\":\"string\"},")));

        assertThat(check.findings())
                .containsExactly(new SchemaCheck.Finding("colour", "is in the data but not in the contract", false));
    }
}
