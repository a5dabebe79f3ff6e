package dev.evenflow.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contracts and schemas say the same: neither changes without the other. */
class ContractsTest {
    private static final Set<String> CLASSIFICATIONS = Set.of("public", "internal", "confidential", "restricted");
    private static final Set<String> PERSONAL_DATA = Set.of("pii-direct", "pii-indirect", "pii-location");

    static List<Contract> contracts() throws IOException {
        return Contract.all();
    }

    @Test
    void everySchemaHasAContract() throws IOException {
        Set<String> described = new TreeSet<>();
        for (Contract contract : contracts()) described.add(contract.record());
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Contract.AVRO)) {
            files.filter(file -> file.toString().endsWith(".avsc"))
                    .map(file -> Contract.AVRO.relativize(file).toString())
                    .map(name ->
                            name.substring(0, name.length() - ".avsc".length()).replace('/', '.'))
                    .forEach(written::add);
        }
        assertThat(described)
                .as("records with a contract (*.odcs.yaml) and records with a schema (*.avsc)")
                .isEqualTo(written);
    }

    @Test
    void contractsOfFeatureTopicsAreGenerated() throws IOException {
        assertThat(FeatureContracts.outdated())
                .as("contracts that differ from their vector schema. Regenerate them: " + FreezeSchemas.COMMAND)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void saysWhoOwnsItWhatItIsForAndWhatItPromises(Contract contract) {
        Map<String, Object> document = contract.document();
        assertThat(document)
                .as("%s", contract.file())
                .containsEntry("kind", "DataContract")
                .containsEntry("apiVersion", "v3.0.2");
        assertThat(contract.file().getFileName()).hasToString(contract.topic() + ".odcs.yaml");
        assertThat(Contract.maps(document, "team"))
                .as("%s: an owner in team", contract.file())
                .anySatisfy(member -> assertThat(member).containsEntry("role", "owner"));
        assertThat(document.get("description"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .as("%s: description", contract.file())
                .containsKeys("purpose", "usage", "limitations");
        assertThat(contract.serviceLevels().stream().map(sla -> sla.get("property")))
                .as("%s: slaProperties", contract.file())
                .contains("freshness", "retention");
        assertThat(Contract.maps(document, "customProperties").stream().map(property -> property.get("property")))
                .as("%s: customProperties", contract.file())
                .contains("residency", "erasure");
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void namesEveryFieldOfTheSchemaAndNoOther(Contract contract) throws IOException {
        assertThat(contract.properties().stream().map(property -> property.get("name")))
                .as("%s: properties, against the fields of %s", contract.file(), contract.schemaFile())
                .containsExactlyElementsOf(contract.schema().getFields().stream()
                        .map(Schema.Field::name)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void agreesWithTheSchemaOnTypesAndNulls(Contract contract) throws IOException {
        Schema schema = contract.schema();
        for (Map<String, Object> property : contract.properties()) {
            Schema.Field field = schema.getField((String) property.get("name"));
            Schema type = AvroTypes.withoutNull(field.schema());
            assertThat(property)
                    .as("%s: property %s", contract.file(), field.name())
                    .containsEntry("logicalType", AvroTypes.logicalType(type))
                    .containsEntry("physicalType", AvroTypes.physicalType(type))
                    .containsEntry("required", !field.schema().isNullable());
            if (type.getType() == Schema.Type.ENUM) {
                assertThat(Contract.maps(property, "quality"))
                        .as(
                                "%s: property %s: a validValues rule with the enum's symbols",
                                contract.file(), field.name())
                        .anySatisfy(rule -> assertThat(rule)
                                .containsEntry("rule", "validValues")
                                .containsEntry("validValues", type.getEnumSymbols()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void classifiesEveryField(Contract contract) {
        for (Map<String, Object> property : contract.properties()) {
            assertThat(CLASSIFICATIONS)
                    .as("%s: classification of %s", contract.file(), property.get("name"))
                    .contains(String.valueOf(property.get("classification")));
            if (property.get("tags") instanceof List<?> tags) {
                assertThat(PERSONAL_DATA)
                        .as("%s: tags of %s", contract.file(), property.get("name"))
                        .containsAll(tags.stream().map(String::valueOf).toList());
                assertThat(property.get("classification"))
                        .as("%s: %s is personal data", contract.file(), property.get("name"))
                        .isIn("confidential", "restricted");
            }
        }
    }

    /** Topics whose records are archived: their contracts say what becomes of each field there. */
    private static final Set<String> ARCHIVED =
            Set.of("inference-requests", "inference-responses", "inference-feedback");

    private static final Set<String> REDACTIONS = Set.of("keep", "drop", "mask", "hash", "encrypt");

    @ParameterizedTest
    @MethodSource("contracts")
    void saysForEachFieldWhatTheArchiveMakesOfItAndKeepsNothingPersonalInClear(Contract contract) {
        for (Map<String, Object> property : contract.properties()) {
            List<Object> rules = Contract.maps(property, "customProperties").stream()
                    .filter(custom -> "redaction".equals(custom.get("property")))
                    .map(custom -> custom.get("value"))
                    .toList();
            if (!ARCHIVED.contains(contract.topic())) {
                assertThat(rules)
                        .as("%s: redaction of %s", contract.file(), property.get("name"))
                        .isEmpty();
                continue;
            }
            assertThat(rules)
                    .as("%s: redaction of %s", contract.file(), property.get("name"))
                    .hasSize(1)
                    .allMatch(REDACTIONS::contains);
            if (property.containsKey("tags"))
                assertThat(rules)
                        .as("%s: %s is personal data", contract.file(), property.get("name"))
                        .doesNotContain("keep");
        }
    }
}
