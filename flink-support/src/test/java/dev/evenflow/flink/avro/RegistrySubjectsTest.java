package dev.evenflow.flink.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.operations.DeadLetter;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.junit.jupiter.api.Test;

class RegistrySubjectsTest {
    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySubjects subjects = new RegistrySubjects(registry, "http://registry:8081");

    @Test
    void givesTheIdOfExactlyTheSchemaToWrite() throws Exception {
        int id = registry.register("dead-letters-value", new AvroSchema(DeadLetter.getClassSchema()));
        assertThat(subjects.idToWrite("dead-letters", DeadLetter.getClassSchema()))
                .isEqualTo(id);
    }

    @Test
    void saysWhatToDoWhereASubjectIsMissing() {
        assertThatThrownBy(() -> subjects.idToWrite("dead-letters", DeadLetter.getClassSchema()))
                .hasMessageContaining("dead-letters-value")
                .hasMessageContaining("http://registry:8081")
                .hasMessageContaining("./evenflow register");
        assertThatThrownBy(() -> subjects.checkReadable("transactions", Transaction.getClassSchema()))
                .hasMessageContaining("transactions-value")
                .hasMessageContaining("http://registry:8081")
                .hasMessageContaining("./evenflow register");
    }

    @Test
    void refusesATopicOfAnotherType() throws Exception {
        registry.register("transactions-value", new AvroSchema(FraudLabel.getClassSchema()));
        assertThatThrownBy(() -> subjects.checkReadable("transactions", Transaction.getClassSchema()))
                .hasMessageContaining("transactions-value")
                .hasMessageContaining("cannot be read as dev.evenflow.payments.Transaction");
        assertThatThrownBy(() -> subjects.idToWrite("transactions", Transaction.getClassSchema()))
                .hasMessageContaining("does not hold the schema of dev.evenflow.payments.Transaction");
    }

    @Test
    void acceptsTheSchemaItReads() throws Exception {
        registry.register("transactions-value", new AvroSchema(Transaction.getClassSchema()));
        assertThatCode(() -> subjects.checkReadable("transactions", Transaction.getClassSchema()))
                .doesNotThrowAnyException();
    }
}
