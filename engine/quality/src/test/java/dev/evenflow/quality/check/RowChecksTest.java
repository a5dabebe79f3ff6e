package dev.evenflow.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test on records as they come out of Avro: bytes for texts and decimals, numbers of every width, nested fields. */
class RowChecksTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "Order", "fields": [
                      {"name": "id", "type": ["null", "string"], "default": null},
                      {"name": "code", "type": ["null", "string"], "default": null},
                      {"name": "whole", "type": ["null", "int"], "default": null},
                      {"name": "real", "type": ["null", "double"], "default": null},
                      {"name": "money", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 4}], "default": null},
                      {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}], "default": null},
                      {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B", "C"]}, "default": "A"},
                      {"name": "list", "type": ["null", {"type": "array", "items": "string"}], "default": null},
                      {"name": "place", "type": ["null", {"type": "record", "name": "Place", "fields": [
                        {"name": "city", "type": ["null", "string"], "default": null}]}], "default": null},
                      {"name": "secret", "type": ["null", "string"], "default": null}
                    ]}
                    """);

    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            version: 1.0.0
            schema:
              - name: Order
                properties:
                  - {name: id, logicalType: string, required: true, logicalTypeOptions: {minLength: 2, maxLength: 4}}
                  - name: code
                    logicalType: string
                    logicalTypeOptions: {pattern: '^[A-Z]{2}[0-9]{3}$'}
                    quality:
                      - {metric: missingValues, arguments: {missingValues: ['', 'N/A']}, mustBeLessThan: 50, unit: percent}
                  - {name: whole, logicalType: integer, logicalTypeOptions: {minimum: 0.5, exclusiveMaximum: 10, multipleOf: 2}}
                  - {name: real, logicalType: number, logicalTypeOptions: {minimum: -1, maximum: 1}}
                  - {name: money, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0, maximum: 99.5}}
                  - {name: at, logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01'}}
                  - name: kind
                    logicalType: string
                    quality: [{metric: invalidValues, arguments: {validValues: [A, B]}}]
                  - {name: list, logicalType: array, logicalTypeOptions: {maxItems: 1}}
                  - name: place
                    logicalType: object
                    properties: [{name: city, logicalType: string, logicalTypeOptions: {pattern: '(?i)^(paris|rome)'}}]
                  - {name: secret, logicalType: string, tags: [pii-direct], logicalTypeOptions: {maxLength: 3}}
                quality:
                  - name: small or whole
                    type: custom
                    engine: evenflow
                    implementation: {rule: expression, cel: "money < 50 || whole > 5 || place.city == 'Rome'"}
                  - name: on trial
                    type: custom
                    engine: evenflow
                    implementation: {rule: expression, cel: "real != 0.25"}
                    customProperties: [{property: mode, value: shadow}]
            """;

    private static final Contract ORDERS = contract(CONTRACT);

    private static Contract contract(String yaml) {
        try {
            return Contract.parse("orders.yaml", yaml);
        } catch (ContractException e) {
            throw new AssertionError(e);
        }
    }

    /** Written and read again, so that values are what a consumer of the topic sees. */
    private static IndexedRecord order(Map<String, Object> values) {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), "A"));
        record.put("id", "ab");
        values.forEach(record::put);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericData.Record>(SCHEMA).write(record, encoder);
            encoder.flush();
            return new GenericDatumReader<GenericData.Record>(SCHEMA)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> broken(IndexedRecord record) {
        Violations violations = new Violations();
        RowChecks.compile(ORDERS, record.getSchema()).check(record, 0, 0, new RuleTally(), violations);
        List<String> ids = new ArrayList<>();
        violations.all().forEach(violation -> ids.add(violation.rule().id()));
        return ids;
    }

    private static ByteBuffer money(String amount) {
        return ByteBuffer.wrap(
                new BigDecimal(amount).setScale(4).unscaledValue().toByteArray());
    }

    @Test
    void aRecordThatKeepsEveryRuleBreaksNone() {
        assertThat(broken(order(Map.of(
                        "code",
                        "AB123",
                        "whole",
                        2,
                        "real",
                        0.5,
                        "money",
                        money("1.5"),
                        "at",
                        1_800_000_000_000_000L))))
                .isEmpty();
        assertThat(broken(order(Map.of())))
                .as("null is no offence unless a rule says so")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "id, a, id.length",
        "id, abcde, id.length",
        "code, AB12, code.pattern",
        "code, AB1234, code.pattern",
        "code, xAB123, code.pattern",
        "code, 'AB123\n', code.pattern",
        "code, ÄB123, code.pattern",
        "kind, C, kind.invalidValues",
        "secret, abcd, secret.length"
    })
    void texts(String field, String value, String rule) {
        Object carried = field.equals("kind")
                ? new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), value)
                : value;
        assertThat(broken(order(Map.of(field, carried)))).containsExactly(rule);
    }

    @Test
    void lengthsAreOfCharactersNotOfBytes() {
        assertThat(broken(order(Map.of("id", "äöü€")))).isEmpty();
        assertThat(broken(order(Map.of("id", "𝄞")))).containsExactly("id.length");
    }

    @Test
    void numbersOfEveryKind() {
        assertThat(broken(order(Map.of("whole", 0)))).as("0 < 0.5").containsExactly("whole.range");
        assertThat(broken(order(Map.of("whole", 10)))).as("10 is excluded").containsExactly("whole.range");
        assertThat(broken(order(Map.of("whole", 3)))).as("no multiple of 2").containsExactly("whole.range");
        assertThat(broken(order(Map.of("whole", 8)))).isEmpty();
        assertThat(broken(order(Map.of("real", 1.0)))).isEmpty();
        assertThat(broken(order(Map.of("real", Math.nextUp(1.0))))).containsExactly("real.range");
        assertThat(broken(order(Map.of("real", Double.NaN)))).containsExactly("real.range");
        assertThat(broken(order(Map.of("money", money("0"))))).containsExactly("money.range");
        assertThat(broken(order(Map.of("money", money("0.0001"))))).isEmpty();
        assertThat(broken(order(Map.of("money", money("99.5"), "whole", 6)))).isEmpty();
        assertThat(broken(order(Map.of("money", money("99.5001"), "whole", 6)))).containsExactly("money.range");
        assertThat(broken(order(Map.of("money", money("-12345678901234567890.5")))))
                .containsExactly("money.range");
    }

    @Test
    void timesOfAnyUnit() {
        assertThat(broken(order(Map.of("at", 1_767_225_600_000_000L)))).isEmpty();
        assertThat(broken(order(Map.of("at", 1_767_225_599_999_999L)))).containsExactly("at.range");
    }

    @Test
    void listsAndNestedFields() {
        assertThat(broken(order(Map.of("list", List.of("a", "b"))))).containsExactly("list.items");
        GenericData.Record place = new GenericData.Record(
                SCHEMA.getField("place").schema().getTypes().get(1));
        place.put("city", "Oslo");
        assertThat(broken(order(Map.of("place", place)))).containsExactly("place.city.pattern");
    }

    @Test
    void expressionsAreUndecidedWhereAnOperandIsNull() {
        assertThat(broken(order(Map.of("money", money("60"), "whole", 4))))
                .as("place.city is null")
                .isEmpty();
        GenericData.Record place = new GenericData.Record(
                SCHEMA.getField("place").schema().getTypes().get(1));
        place.put("city", "Paris");
        Map<String, Object> dear = Map.of("money", money("60"), "whole", 4, "place", place);
        assertThat(broken(order(dear))).containsExactly("small-or-whole");
        place.put("city", "Rome");
        assertThat(broken(order(dear))).isEmpty();
    }

    @Test
    void whatBecomesOfARecordFollowsFromTheRulesItBroke() {
        RowChecks checks = RowChecks.compile(ORDERS, SCHEMA);
        RuleTally tally = new RuleTally();
        Violations violations = new Violations();

        checks.check(order(Map.of("code", "N/A")), 3, 70, tally, violations);
        assertThat(violations.quarantined()).as("its code has the wrong form").isTrue();
        assertThat(violations.gated()).as("no rule of this contract gates").isFalse();
        assertThat(violations.all())
                .extracting(Violations.Violation::detail)
                .contains("code does not match ^[A-Z]{2}[0-9]{3}$: N/A");

        checks.check(order(Map.of("real", 0.25)), 3, 71, tally, violations);
        assertThat(violations.quarantined()).as("a rule on trial").isFalse();

        checks.check(order(Map.of("secret", "0123456789")), 3, 72, tally, violations);
        assertThat(violations.all())
                .extracting(Violations.Violation::detail)
                .containsExactly("secret is longer than 3: (withheld)");

        assertThat(tally.evaluated("code.pattern")).isEqualTo(3);
        assertThat(tally.failed("code.missingValues")).isEqualTo(1);
        assertThat(tally.samples("secret.length")).containsExactly(new RuleTally.Sample(3, 72, "(withheld)"));
    }

    @Test
    void aFieldThatTheWriterDoesNotHaveIsNull() {
        Schema narrow = new Schema.Parser()
                .parse(
                        "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [{\"name\": \"code\", \"type\": \"string\"}]}");
        GenericData.Record record = new GenericData.Record(narrow);
        record.put("code", "AB123");

        assertThat(broken(record)).containsExactly("id.required");
    }

    @Test
    void textsReadAsTheTypesOfTheContract() {
        Schema texts = new Schema.Parser()
                .parse(
                        """
                        {"type": "record", "name": "Line", "fields": [
                          {"name": "id", "type": "string"}, {"name": "whole", "type": "string"}, {"name": "real", "type": "string"},
                          {"name": "at", "type": "string"}]}
                        """);
        GenericData.Record line = new GenericData.Record(texts);
        line.put("id", "ab");
        line.put("whole", "2");
        line.put("real", "0.5");
        line.put("at", "2026-11-21T17:00:00Z");
        assertThat(broken(line)).isEmpty();
        line.put("whole", "12");
        line.put("real", "x");
        line.put("at", "2025-12-31");
        assertThat(broken(line)).containsExactly("whole.range", "real.type", "at.range");
        line.put("whole", "2.5");
        line.put("real", "0.25");
        line.put("at", "yesterday");
        assertThat(broken(line)).containsExactly("whole.type", "at.type", "on-trial");
    }
}
