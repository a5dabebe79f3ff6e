package dev.evenflow.archive.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private static final byte[] SECRET = new byte[32];
    private static final Schema SCHEMA = SchemaBuilder.record("Visit")
            .fields()
            .requiredString("id")
            .requiredString("name")
            .optionalString("card")
            .optionalString("device")
            .optionalDouble("weight")
            .optionalString("note")
            .requiredLong("at")
            .endRecord();

    private static String contract(String... rules) {
        StringBuilder yaml = new StringBuilder("schema:\n  - name: Visit\n    properties:\n");
        List<Schema.Field> fields = SCHEMA.getFields();
        for (int i = 0; i < fields.size(); i++)
            yaml.append("      - name: ")
                    .append(fields.get(i).name())
                    .append("\n        customProperties:\n          - property: redaction\n            value: ")
                    .append(rules[i])
                    .append('\n');
        return yaml.toString();
    }

    private static GenericData.Record visit(String personal) {
        GenericData.Record visit = new GenericData.Record(SCHEMA);
        visit.put("id", "v1");
        visit.put("name", personal);
        visit.put("card", personal + "-card-1234");
        visit.put("device", personal + "-device");
        visit.put("weight", 71.5);
        visit.put("note", personal + "-note");
        visit.put("at", 5L);
        return visit;
    }

    private static final String RULES = contract("keep", "encrypt", "mask", "hash", "encrypt", "drop", "keep");

    @Property(tries = 50)
    void nothingThatIsNotKeptIsInTheClearPartAndAllThatIsEncryptedIsInTheSealed(
            @ForAll @AlphaChars @StringLength(min = 10, max = 40) String personal) {
        Redactor redactor = new Redactor(RedactionRules.parse("visits", RULES, SCHEMA), SECRET);
        GenericData.Record visit = visit(personal);
        Redacted redacted = redactor.redact(visit);
        assertThat(redacted.clear().toString()).doesNotContain(personal).doesNotContain("71.5");
        assertThat(redacted.clear().get(0)).isEqualTo("v1");
        assertThat(redacted.clear().get(2)).asString().endsWith("1234").startsWith("*");
        assertThat(redacted.clear().get(3)).asString().hasSize(64);
        GenericRecord sealed = SealedContent.read(
                redacted.toSeal(), print -> print == SchemaNormalization.parsingFingerprint64(SCHEMA) ? SCHEMA : null);
        assertThat(sealed.get("name")).hasToString(personal);
        assertThat(sealed.get("weight")).isEqualTo(71.5);
        assertThat(sealed.get("note")).isNull();
        assertThat(sealed.get("card")).isNull();
        assertThat(sealed.get("id")).hasToString("");
    }

    @Test
    void oneRecordLeavesNothingForTheNext() {
        Redactor redactor = new Redactor(RedactionRules.parse("visits", RULES, SCHEMA), SECRET);
        redactor.redact(visit("somebody-else"));
        GenericData.Record empty = new GenericData.Record(SCHEMA);
        empty.put("id", "v2");
        empty.put("name", "n");
        empty.put("at", 1L);
        byte[] toSeal = redactor.redact(empty).toSeal();
        assertThat(new String(toSeal, StandardCharsets.ISO_8859_1)).doesNotContain("somebody-else");
    }

    @Test
    void equalTextsHashEquallyAndUnderAnotherSecretDifferently() {
        RedactionRules rules = RedactionRules.parse("visits", RULES, SCHEMA);
        Object one = new Redactor(rules, SECRET).redact(visit("a")).clear().get(3);
        assertThat(new Redactor(rules, SECRET).redact(visit("a")).clear().get(3))
                .isEqualTo(one);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new Redactor(rules, other).redact(visit("a")).clear().get(3)).isNotEqualTo(one);
    }

    @Test
    void aShortTextIsMaskedWhole() {
        assertThat(Redactor.mask("1234567")).isEqualTo("*******");
        assertThat(Redactor.mask("12345678")).isEqualTo("****5678");
    }

    @Test
    void whatATypeCannotDoIsRefusedByName() {
        assertThatThrownBy(() -> RedactionRules.parse(
                        "visits.odcs.yaml", contract("keep", "keep", "keep", "keep", "mask", "keep", "keep"), SCHEMA))
                .isInstanceOf(RedactionException.class)
                .hasMessageContaining("visits.odcs.yaml")
                .hasMessageContaining("'weight'")
                .hasMessageContaining("expected a string");
        assertThatThrownBy(() -> RedactionRules.parse(
                        "v", contract("keep", "keep", "keep", "keep", "keep", "keep", "encrypt"), SCHEMA))
                .hasMessageContaining("'at'")
                .hasMessageContaining("may be null");
        assertThatThrownBy(() -> RedactionRules.parse(
                        "v", contract("keep", "hide", "keep", "keep", "keep", "keep", "keep"), SCHEMA))
                .hasMessageContaining("'hide'")
                .hasMessageContaining("[keep, drop, mask, hash, encrypt]");
        assertThatThrownBy(() -> RedactionRules.parse("v", "schema: []", SCHEMA))
                .hasMessageContaining("v: expected an ODCS contract");
    }

    @Test
    void theContractsOfTheInferenceTopicsCanBeFollowed() throws IOException {
        for (var each : List.of(
                java.util.Map.entry("inference-requests", InferenceRequest.getClassSchema()),
                java.util.Map.entry("inference-responses", InferenceResponse.getClassSchema()),
                java.util.Map.entry("inference-feedback", InferenceFeedback.getClassSchema()))) {
            String file = "avro/dev/evenflow/inference/" + each.getKey() + ".odcs.yaml";
            try (InputStream in = RedactorTest.class.getClassLoader().getResourceAsStream(file)) {
                assertThat(in).as(file).isNotNull();
                RedactionRules rules = RedactionRules.parse(
                        file, new String(in.readAllBytes(), StandardCharsets.UTF_8), each.getValue());
                assertThat(rules.of("subject_id")).isEqualTo(Redaction.ENCRYPT);
                assertThat(rules.of("inference_id")).isEqualTo(Redaction.KEEP);
            }
        }
    }
}
