package dev.evenflow.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.CompatibilityChecker;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schema against all its published versions, with the registry's own checker at FULL_TRANSITIVE. */
class FrozenVersionsTest {
    static List<Contract> contracts() throws IOException {
        return Contract.all();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void oldAndNewReadEachOther(Contract contract) throws IOException {
        List<AvroSchema> published = new ArrayList<>();
        for (FrozenVersion version : FrozenVersion.of(contract.subject()))
            published.add(new AvroSchema(version.schema()));
        assertThat(incompatibilities(contract.schema(), published))
                .as(
                        "%s against the frozen versions of %s. A published field keeps its name and type, a new one is"
                                + " optional with a default, an enum symbol is only added where the enum has a default."
                                + " What cannot be said so is a new topic",
                        contract.schemaFile(), contract.subject())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theNewestFrozenVersionIsTheCurrentSchema(Contract contract) throws IOException {
        List<FrozenVersion> versions = FrozenVersion.of(contract.subject());
        String newest = versions.isEmpty()
                ? ""
                : versions.get(versions.size() - 1).schema().toString(true);
        assertThat(newest)
                .as(
                        "newest of %s against %s. If the change is meant: " + FreezeSchemas.COMMAND
                                + ", and commit what it writes",
                        versions,
                        contract.schemaFile())
                .isEqualTo(contract.schema().toString(true));
    }

    @Test
    void theCheckerRefusesARequiredFieldAndATypeChange() {
        Schema before = SchemaBuilder.record("R").fields().requiredLong("a").endRecord();
        Schema added = SchemaBuilder.record("R")
                .fields()
                .requiredLong("a")
                .requiredLong("b")
                .endRecord();
        Schema changed = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
        Schema optional = SchemaBuilder.record("R")
                .fields()
                .requiredLong("a")
                .optionalLong("b")
                .endRecord();
        List<AvroSchema> published = List.of(new AvroSchema(before));
        assertThat(incompatibilities(added, published)).isNotEmpty();
        assertThat(incompatibilities(changed, published)).isNotEmpty();
        assertThat(incompatibilities(optional, published)).isEmpty();
    }

    private static List<String> incompatibilities(Schema schema, List<AvroSchema> published) {
        return CompatibilityChecker.FULL_TRANSITIVE_CHECKER.isCompatible(new AvroSchema(schema), published);
    }
}
