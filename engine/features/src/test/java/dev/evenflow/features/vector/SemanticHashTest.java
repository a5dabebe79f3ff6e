package dev.evenflow.features.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.SpecException;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash changes with what changes values, and with nothing else; it is the same in every release. */
class SemanticHashTest {
    static final String SET =
            """
            feature_set: cards
            doc: A set
            time_zone: UTC
            source: {schema: dev.evenflow.payments.Transaction, id: transaction_id, time: event_time}
            labels: {schema: dev.evenflow.payments.FraudLabel, id: transaction_id, time: transaction_time, known_at: known_at, flags: [is_fraud]}
            entities:
              - entity: customer
                key: customer_id
                idle_ttl: 90d
                features:
                  - {feature: spent, aggregate: avg, field: amount, windows: [1d, 7d], current: exclude, empty: 0}
                  - {feature: mean, aggregate: max, field: latitude, scale: 3, window: 1d, where: 'amount > 1.0', doc: Northernmost}
              - entity: terminal
                key: terminal_id
                features:
                  - {feature: risk, aggregate: rate, label: is_fraud, window: 7d, delay: 7d}
                  - {feature: cards, aggregate: distinct, field: card_id, window: 7d, cap: 64}
            calendar:
              - {feature: weekend, calendar: weekend}
              - {feature: night, calendar: night, hours: [0, 6]}
            derived:
              - {feature: ratio, type: double, expr: amount / spent_7d}
              - {feature: high, type: boolean, expr: amount > 9.0}
            """;

    static FeatureSetSpec parse(String yaml) throws SpecException {
        return FeatureSetParser.parse("cards.yaml", yaml, Transaction.getClassSchema(), FraudLabel.getClassSchema());
    }

    private static String hash(String yaml) throws SpecException {
        return SemanticHash.of(parse(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            feature_set: cards      | feature_set: card
            id: transaction_id, time: event_time | id: producer, time: event_time
            known_at: known_at      | known_at: transaction_time
            key: terminal_id        | key: merchant_id
            idle_ttl: 90d           | idle_ttl: 91d
            feature: risk           | feature: danger
            aggregate: avg          | aggregate: min
            field: amount           | field: original_amount
            windows: [1d, 7d]       | windows: [1d, 7d, 8d]
            windows: [1d, 7d]       | windows: [2d, 7d]
            delay: 7d               | delay: 8d
            , delay: 7d             | ' '
            current: exclude        | current: include
            empty: 0                | empty: 1
            , empty: 0              | ' '
            scale: 3                | scale: 4
            amount > 1.0            | amount > 1.5
            , where: 'amount > 1.0' | ' '
            cap: 64                 | cap: 65
            calendar: weekend       | calendar: day_of_week
            hours: [0, 6]           | hours: [0, 5]
            time_zone: UTC          | time_zone: Europe/Paris
            type: double, expr: amount / | type: double, expr: 2.0 * amount /
            feature: high           | feature: higher
            """)
    void whatChangesValuesChangesTheHash(String found, String replacement) throws SpecException {
        assertThat(SET).contains(found);
        assertThat(hash(SET.replace(found, replacement)))
                .as(replacement)
                .hasSize(16)
                .isNotEqualTo(hash(SET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            doc: A set              | doc: Another text
            , doc: Northernmost     | ' '
            time_zone: UTC          | time_zone: Z
            entities:               | '# A comment.'
            [0, 6]                  | ['0', '6']
            window: 7d, cap: 64     | cap: 64, window: 7d
            window: 7d, cap: 64     | window: 168h, cap: 64
            current: exclude        | current: exclude, precision: exact
            """)
    void whatChangesNoValueDoesNot(String found, String replacement) throws SpecException {
        assertThat(SET).contains(found);
        String changed = SET.replace(found, found.equals("entities:") ? replacement + "\n" + found : replacement);
        assertThat(hash(changed)).as(replacement).isEqualTo(hash(SET));
    }

    @Test
    void orderDoesNotCount() throws SpecException {
        int terminal = SET.indexOf("  - entity: terminal");
        int customer = SET.indexOf("  - entity: customer");
        int calendar = SET.indexOf("calendar:");
        String entities = SET.substring(0, customer)
                + SET.substring(terminal, calendar)
                + SET.substring(customer, terminal)
                + SET.substring(calendar);
        assertThat(hash(entities)).isEqualTo(hash(SET));
        assertThat(hash(SET.replace("[1d, 7d]", "[7d, 1d]"))).isEqualTo(hash(SET));
        String weekend = "  - {feature: weekend, calendar: weekend}\n";
        assertThat(hash(SET.replace(weekend, "").replace("derived:", weekend + "derived:")))
                .isEqualTo(hash(SET));
    }

    /** Vectors and state carry it: a release in which it differs would refuse the state of the one before. */
    @Test
    void theHashIsTheSameInEveryRelease() throws SpecException {
        assertThat(hash(SET)).isEqualTo("19ab55f4a765930c");
    }
}
