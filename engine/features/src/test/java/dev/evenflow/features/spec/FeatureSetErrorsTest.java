package dev.evenflow.features.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parser says of a set that cannot be used: file, line, feature, what was found, what was expected. */
class FeatureSetErrorsTest {
    /** The feature is on line 8. */
    private static final String SET =
            """
            feature_set: cards
            source: {schema: dev.evenflow.payments.Transaction, id: transaction_id, time: event_time}
            labels: {schema: dev.evenflow.payments.FraudLabel, id: transaction_id, time: transaction_time, known_at: known_at, flags: [is_fraud]}
            entities:
              - entity: customer
                key: customer_id
                features:
                  - {feature: x, aggregate: count, window: 1d}
            """;

    private static final String FEATURE = "feature: x, aggregate: count, window: 1d";

    private static List<String> problems(String yaml, Schema source, @Nullable Schema labels) {
        SpecException failure = catchThrowableOfType(
                SpecException.class, () -> FeatureSetParser.parse("cards.yaml", yaml, source, labels));
        assertThat(failure).as(yaml).isNotNull();
        assertThat(failure.getMessage()).isEqualTo(String.join("\n", failure.problems()));
        return failure.problems();
    }

    private static List<String> problems(String yaml) {
        return problems(yaml, Transaction.getClassSchema(), FraudLabel.getClassSchema());
    }

    private static String with(String found, String replacement) {
        assertThat(SET).containsOnlyOnce(found);
        return SET.replace(found, replacement);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            aggregate: counts, window: 1d                                  | 'aggregate': found 'counts', expected one of [count, sum,
            aggregate: counts, window: 1d                                  | did you mean 'count'?
            window: 1d                                                     | 'aggregate' is missing, expected one of [count, sum,
            aggregate: count                                               | 'window' is missing, expected a duration from 1s to 366d
            aggregate: count, windows: []                                  | 'windows': empty, expected at least one duration
            aggregate: count, window: 1d, windows: [1d]                    | 'windows': 'window' is there too, expected one of them
            aggregate: count, window: 367d                                 | 'window': found '367d', expected a duration from 1s to 366d
            aggregate: count, window: 0s                                   | 'window': found '0s', expected a duration from 1s to 366d
            aggregate: count, window: 1 day                                | 'window': found '1 day', expected a duration
            aggregate: count, windows: [1w]                                | 'windows': found '1w', expected a duration
            aggregate: count, window: [1d]                                 | 'window': found a list, expected a duration
            aggregate: count, windows: 1d                                  | 'windows': found '1d', expected a list of durations
            aggregate: count, window: 1d, delay: soon                      | 'delay': found 'soon', expected a duration
            aggregate: count, window: 1d, delay: 7d, current: include      | 'current': a delayed window never holds the event itself
            aggregate: count, window: 1d, current: without                 | 'current': found 'without', expected include or exclude
            aggregate: first_seen, window: 1d, current: exclude            | 'current': this aggregate never looks at the event itself
            aggregate: count, window: 1d, wher: channel == "ATM"           | unknown key 'wher', expected one of [feature, doc,
            aggregate: count, window: 1d, wher: channel == "ATM"           | did you mean 'where'?
            aggregate: count, window: 1d, window: 2d                       | key 'window' is there twice
            aggregate: sum, window: 1d                                     | 'field' is missing, expected a field of dev.evenflow.payments.Transaction
            aggregate: sum, field: amont, window: 1d                       | 'field': schema dev.evenflow.payments.Transaction has no field 'amont'; did you mean 'amount'?
            aggregate: sum, field: currency, window: 1d                    | 'field': 'currency' is Avro string, expected a number
            aggregate: avg, field: channel, window: 1d                     | 'field': 'channel' is Avro enum, expected a number
            aggregate: sum, field: latitude, window: 1d                    | expected 'scale', its decimal places
            aggregate: sum, field: latitude, scale: 10, window: 1d         | 'scale': found '10', expected a whole number from 0 to 9
            aggregate: sum, field: amount, scale: 2, window: 1d            | 'scale': only a double needs one; 'amount' is Avro decimal
            aggregate: distinct, field: amount, window: 1d                 | 'field': 'amount' is Avro decimal, expected a string, enum or whole number
            aggregate: last, field: three_ds_authenticated, window: 1d     | 'field': 'three_ds_authenticated' is Avro boolean, expected a number, string or enum
            aggregate: time_since_previous, field: amount                  | 'field':
            aggregate: rate, window: 1d                                    | a rate needs a 'label' or a 'where', expected one of them
            aggregate: count, window: 1d, cap: 5                           | 'cap': only 'distinct', and 'first_seen' of a field, have a cap
            aggregate: distinct, field: card_id, window: 1d, cap: 5000     | 'cap': found '5000', expected a whole number from 1 to 4096
            aggregate: count, window: 1d, empty: 0                         | 'empty': an empty window of this aggregate gives a number anyway
            aggregate: avg, field: amount, window: 1d, empty: 7d           | 'empty': found '7d', expected a number
            aggregate: last, field: channel, window: 1d, empty: 0          | 'empty': 'channel' is Avro enum, which no number stands in for
            aggregate: count, window: 1d, label: is_frau                   | 'label': found 'is_frau', expected one of [is_fraud]; did you mean 'is_fraud'?
            aggregate: max, field: amount, window: 1d, label: is_fraud     | 'label': expected with one of [count, sum, avg, variance, stddev, rate]
            aggregate: distinct, field: card_id, window: lifetime          | has no lifetime, whose state would grow without end
            aggregate: first_seen, field: card_id, window: lifetime        | has no lifetime, whose state would grow without end
            aggregate: count, label: is_fraud, window: lifetime            | 'label': a lifetime takes no label
            aggregate: count, delay: 7d, window: lifetime                  | 'delay': a lifetime takes no delay
            aggregate: count, window: 1d, precision: tiled                 | 'precision': found 'tiled', expected exact
            aggregate: distance_from_previous, delay: 1d                   | 'delay': this aggregate takes none
            """)
    void aFeature(String entry, String expected) {
        assertThat(problems(with(FEATURE, "feature: x, " + entry)))
                .allSatisfy(problem -> assertThat(problem).startsWith("cards.yaml:8: feature 'x': "))
                .anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            amount >                  | column
            amount > "a"              | column 8: found no matching overload for '_>_'
            amont > 5.0               | 'amont' is neither a field of the source nor a feature declared before
            x > 5                     | 'x' is neither a field of the source
            amount                    | it gives double, expected bool
            [1].exists(i, i == 1)     | 'i' is neither a field of the source
            """)
    void aCondition(String where, String expected) {
        assertThat(problems(with(FEATURE, FEATURE + ", where: '" + where + "'")))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("cards.yaml:8: feature 'x': 'where': ")
                        .contains(expected)
                        .doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            feature_set: cards | feature_set: Cards       | cards.yaml:1: 'feature_set': found 'Cards', expected lower-case words joined by hyphens
            feature_set: cards | feature_sets: cards      | cards.yaml:1: unknown key 'feature_sets', expected one of
            feature_set: cards | feature_sets: cards      | did you mean 'feature_set'?
            feature_set: cards | time_zone: UTC           | cards.yaml:1: 'feature_set' is missing, expected a name such as card-fraud
            feature_set: cards | {feature_set: cards, time_zone: Mars} | cards.yaml:
            id: transaction_id, time: event_time | id: transaction, time: event_time | cards.yaml:2: source: 'id': schema dev.evenflow.payments.Transaction has no field 'transaction', expected a string
            id: transaction_id, time: event_time | id: amount, time: event_time | cards.yaml:2: source: 'id': field 'amount' is Avro decimal, expected a string
            id: transaction_id, time: event_time | id: transaction_id, time: currency | cards.yaml:2: source: 'time': field 'currency' is Avro string, expected a timestamp-millis
            id: transaction_id, time: event_time | id: transaction_id | cards.yaml:2: source: 'time' is missing, expected a field that is a timestamp-millis
            payments.Transaction, | payments.Transfer,    | cards.yaml:2: source: 'schema': found 'dev.evenflow.payments.Transfer', but the schema given is 'dev.evenflow.payments.Transaction'
            flags: [is_fraud]  | flags: [fraud_type]      | cards.yaml:3: labels: 'flags': field 'fraud_type' is Avro string, expected a boolean
            flags: [is_fraud]  | flags: []                | cards.yaml:3: labels: 'flags': missing or empty, expected at least one boolean field
            known_at: known_at | known_at: label_id       | cards.yaml:3: labels: 'known_at': field 'label_id' is Avro string, expected a timestamp-millis
            entity: customer   | entity: Customer         | cards.yaml:5: entity: 'entity': found 'Customer', expected a lower-case word
            key: customer_id   | key: customer            | cards.yaml:6: entity: 'key': schema dev.evenflow.payments.Transaction has no field 'customer'
            key: customer_id   | key: amount              | cards.yaml:6: entity: 'key': field 'amount' is Avro decimal, expected a string
            key: customer_id   | key: transaction_id      | cards.yaml:5: entity 'customer': 'key': 'transaction_id' names one event
            key: customer_id   | {key: customer_id        | cards.yaml:
            key: customer_id   | idle_ttl: 1d             | cards.yaml:5: entity: 'key' is missing, expected a string field of the source
            """)
    void theSetAround(String found, String replacement, String expected) {
        assertThat(problems(with(found, replacement)))
                .anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            calendar: [{feature: c, calendar: weekends}]             | 'calendar': found 'weekends', expected one of [weekend, night, hour_of_day, day_of_week]; did you mean 'weekend'?
            calendar: [{feature: c, calendar: night}]                | 'hours': found [], expected the first and the last hour from 0 to 23
            calendar: [{feature: c, calendar: night, hours: [0, 24]}] | 'hours': found [0, 24], expected
            calendar: [{feature: c, calendar: weekend, hours: [0, 6]}] | 'hours': only 'night' has hours
            calendar: [{calendar: weekend}]                          | 'feature' is missing, expected a name
            calendar: [{feature: x, calendar: weekend}]              | feature 'x': the name is taken (line 8), expected another
            derived: [{feature: d, type: int, expr: '1'}]            | 'type': found 'int', expected one of [long, double, boolean]
            derived: [{feature: d, type: long}]                      | 'expr' is missing, expected a CEL expression
            derived: [{feature: d, type: long, expr: 'd + 1'}]       | feature 'd': 'expr': it mentions itself
            derived: [{feature: d, type: long, expr: 'e'}, {feature: e, type: long, expr: 'x'}] | feature 'd': 'expr': 'e' is neither a field of the source nor a feature declared before
            derived: [{feature: d, type: long, expr: 'amount'}]      | feature 'd': 'expr': it gives double, expected int
            derived: [{feature: d, type: double, expr: 'amount / x'}] | feature 'd': 'expr': column 8: found no matching overload for '_/_'
            derived: [{feature: emission, type: long, expr: 'x'}]    | feature 'emission': the name is that of a field that every vector has
            derived: [{feature: amount, type: long, expr: 'x'}]      | feature 'amount': the name is that of a field of dev.evenflow.payments.Transaction
            derived: [{feature: a-b, type: long, expr: 'x'}]         | feature 'a-b': is no name for an Avro field, expected letters, digits and underscores
            derived: {feature: d}                                    | 'derived': found a mapping, expected a list of derived features
            """)
    void calendarAndDerived(String line, String expected) {
        assertThat(problems(SET + line + "\n")).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("cards.yaml:9: ")
                .contains(expected));
    }

    @Test
    void allProblemsAreListed() {
        String yaml = SET
                + """
                          - {feature: y, aggregate: sum, field: amont, window: 1d}
                          - feature: z
                            aggregate: avg
                            field: currency
                            windows: [1d, 1y]
                """;
        assertThat(problems(yaml.replace("\n          - ", "\n      - ").replace("\n            ", "\n        ")))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("cards.yaml:9: feature 'y': 'field': "),
                        problem -> assertThat(problem).startsWith("cards.yaml:12: feature 'z': 'field': "),
                        problem -> assertThat(problem).startsWith("cards.yaml:13: feature 'z': 'windows': "));
    }

    @Test
    void aLabelMustReachTheEntity() {
        String yaml = with("key: customer_id", "key: account_id").replace(FEATURE, FEATURE + ", label: is_fraud");
        assertThat(problems(yaml))
                .containsExactly("cards.yaml:8: feature 'x': 'label': schema dev.evenflow.payments.FraudLabel has no"
                        + " string field 'account_id', so that its labels cannot reach this entity");
    }

    @Test
    void aLabelNeedsLabels() {
        String yaml =
                SET.replaceAll("(?m)^labels:.*$", "doc: no labels").replace(FEATURE, FEATURE + ", label: is_fraud");
        assertThat(problems(yaml))
                .containsExactly("cards.yaml:8: feature 'x': 'label': the feature set declares no 'labels'");
    }

    @Test
    void labelsNeedTheirSchema() {
        assertThat(problems(SET, Transaction.getClassSchema(), null))
                .containsExactly("cards.yaml:3: labels: schema 'dev.evenflow.payments.FraudLabel' was not found");
    }

    @Test
    void stateIsKeptAsLongAsTheLongestWindow() {
        String yaml = with("key: customer_id", "key: customer_id\n    idle_ttl: 30d")
                .replace("window: 1d", "window: 30d, delay: 1d");
        assertThat(problems(yaml))
                .containsExactly("cards.yaml:7: entity: 'idle_ttl': shorter than the longest window with its delay"
                        + " (2678400s), expected at least that");
    }

    @Test
    void anEntityIsDeclaredOnce() {
        String again = SET.substring(SET.indexOf("  - entity")).replace("feature: x", "feature: y");
        assertThat(problems(SET + again)).containsExactly("cards.yaml:9: entity 'customer': is declared twice");
    }

    @Test
    void coordinatesAndDecimalsMustFit() {
        Schema source = SchemaBuilder.record("dev.evenflow.payments.Transaction")
                .fields()
                .requiredString("transaction_id")
                .name("event_time")
                .type(org.apache.avro.LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault()
                .requiredString("customer_id")
                .requiredString("latitude")
                .name("price")
                .type(org.apache.avro.LogicalTypes.decimal(38, 12).addToSchema(Schema.create(Schema.Type.BYTES)))
                .noDefault()
                .endRecord();
        String yaml = with(
                FEATURE,
                "feature: x, aggregate: distance_from_previous}\n      - {feature: y, aggregate: sum,"
                        + " field: price, window: 1d");
        assertThat(problems(yaml, source, FraudLabel.getClassSchema()))
                .containsExactly(
                        "cards.yaml:8: feature 'x': 'aggregate': needs the source's field 'latitude' as a double, found"
                                + " Avro string",
                        "cards.yaml:8: feature 'x': 'aggregate': needs the source's field 'longitude' as a double,"
                                + " found no field",
                        "cards.yaml:9: feature 'y': 'field': 'price' is Avro decimal of scale 12 (at most 9 can be"
                                + " held), expected a number");
    }

    @Test
    void whatIsNotYamlSaysWhere() {
        assertThat(problems("feature_set: [cards\nsource: x\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("cards.yaml:2: not YAML: "));
        assertThat(problems("")).containsExactly("cards.yaml: empty, expected a feature set");
        assertThat(problems("cards")).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("cards.yaml:1: found 'cards', expected keys [feature_set, "));
        assertThat(problems(SET + "---\n" + SET)).singleElement().asString().contains("not YAML");
    }

    @Test
    void filesThatWouldExplodeAreRefused() {
        String aliases = SET.replace("flags: [is_fraud]", "flags: &f [is_fraud]") + "calendar: *f\n";
        assertThat(problems(aliases)).singleElement().asString().contains("over its limits");
        assertThat(problems("doc: " + "[".repeat(30) + "]".repeat(30)))
                .singleElement()
                .asString()
                .contains("over its limits");
        assertThat(problems("doc: " + "x".repeat(1 << 20) + "\n" + SET))
                .singleElement()
                .asString()
                .contains("limit");
    }

    @Test
    void theHeaderAloneNamesTheSchemas() throws SpecException {
        assertThat(FeatureSetParser.schemaNames("cards.yaml", SET))
                .isEqualTo(new FeatureSetParser.SchemaNames(
                        "dev.evenflow.payments.Transaction", "dev.evenflow.payments.FraudLabel", List.of()));
        assertThatThrownBy(() -> FeatureSetParser.schemaNames("cards.yaml", SET.replace("payments.Transaction", "9")))
                .hasMessage("cards.yaml:2: source: 'schema': found 'dev.evenflow.9', expected the full name of an Avro"
                        + " schema, such as dev.evenflow.payments.Transaction");
        assertThatThrownBy(() -> FeatureSetParser.schemaNames("cards.yaml", "feature_set: cards\n"))
                .hasMessage("cards.yaml:1: 'source' is missing, expected the events' schema, id and time");
    }
}
