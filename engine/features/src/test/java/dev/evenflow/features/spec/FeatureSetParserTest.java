package dev.evenflow.features.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a set's entries come to: windows expanded, defaults filled in, lines kept. */
class FeatureSetParserTest {
    private static final long DAY = 86_400_000;

    private static final String SET =
            """
            feature_set: card-fraud
            doc: What it is for.
            time_zone: Europe/Paris
            source: {schema: dev.evenflow.payments.Transaction, id: transaction_id, time: event_time}
            labels:
              schema: dev.evenflow.payments.FraudLabel
              id: transaction_id
              time: transaction_time
              known_at: known_at
              flags: [is_fraud]
            entities:
              - entity: customer
                key: customer_id
                idle_ttl: 400d
                features:
                  - feature: spent
                    doc: Amount spent
                    aggregate: sum
                    field: amount
                    windows: [30s, 15m, 6h, 7d, lifetime]
                    where: 'channel == "ECOMMERCE"'
                    current: exclude
                  - {feature: north, aggregate: max, field: latitude, scale: 3, window: 1d}
                  - {feature: merchants, aggregate: distinct, field: merchant_id, window: 1d, cap: 9}
                  - {feature: since, aggregate: time_since_previous}
              - entity: terminal
                key: terminal_id
                features:
                  - {feature: risk, aggregate: rate, label: is_fraud, window: 366d, delay: 7d, empty: 0}
            calendar:
              - {feature: night, calendar: night, hours: [22, 5]}
            derived:
              - {feature: ratio, type: double, expr: amount / spent_7d}
              - {feature: high, type: boolean, expr: ratio > 2.0}
            """;

    private static FeatureSetSpec parse(String yaml) throws SpecException {
        return FeatureSetParser.parse("set.yaml", yaml, Transaction.getClassSchema(), FraudLabel.getClassSchema());
    }

    @Test
    void windowsAreFeaturesOfTheirOwn() throws SpecException {
        List<FeatureSpec> features = parse(SET).entities().get(0).features();

        assertThat(features.subList(0, 5))
                .extracting(FeatureSpec::name)
                .containsExactly("spent_30s", "spent_15m", "spent_6h", "spent_7d", "spent_lifetime");
        assertThat(features.subList(0, 5))
                .extracting(FeatureSpec::windowMs)
                .containsExactly(30_000L, 900_000L, 21_600_000L, 7 * DAY, FeatureSetSpec.LIFETIME);
        assertThat(features.get(0))
                .isEqualTo(new FeatureSpec(
                        "spent_30s",
                        "Amount spent",
                        Aggregate.SUM,
                        "amount",
                        4,
                        30_000,
                        0,
                        "channel == \"ECOMMERCE\"",
                        null,
                        false,
                        FeatureEntries.DEFAULT_CAP,
                        null,
                        16));
    }

    @Test
    void whatIsNotSaidHasADefault() throws SpecException {
        FeatureSetSpec spec = parse(SET);
        List<FeatureSpec> features = spec.entities().get(0).features();

        assertThat(spec.timeZone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(parse(SET.replace("time_zone: Europe/Paris\n", "")).timeZone())
                .isEqualTo(ZoneOffset.UTC);
        assertThat(features.get(5).scale()).isEqualTo(3);
        assertThat(features.get(5).includeCurrent()).isTrue();
        assertThat(features.get(6).cap()).isEqualTo(9);
        assertThat(features.get(7).windowMs()).isEqualTo(90 * DAY);
        FeatureSpec risk = spec.entities().get(1).features().get(0);
        assertThat(risk.delayMs()).isEqualTo(7 * DAY);
        assertThat(risk.empty()).isZero();
        assertThat(risk.label()).isEqualTo("is_fraud");
    }

    @Test
    void stateOutlivesTheLongestWindowAndItsDelay() throws SpecException {
        FeatureSetSpec spec = parse(SET);

        assertThat(spec.entities().get(0).idleTtlMs()).isEqualTo(400 * DAY);
        assertThat(spec.entities().get(1).idleTtlMs()).isEqualTo(373 * DAY);
        assertThat(parse(SET.replace("window: 366d", "window: 1d"))
                        .entities()
                        .get(1)
                        .idleTtlMs())
                .isEqualTo(366 * DAY);
    }

    @Test
    void entriesKeepTheirLines() throws SpecException {
        FeatureSetSpec spec = parse(SET);

        assertThat(spec.entities().get(1).line()).isEqualTo(26);
        assertThat(spec.entities().get(1).features().get(0).line()).isEqualTo(29);
        assertThat(spec.calendar().get(0).line()).isEqualTo(31);
        assertThat(spec.derived().get(1).line()).isEqualTo(34);
        assertThat(spec.calendar().get(0).fromHour()).isEqualTo(22);
        assertThat(spec.calendar().get(0).toHour()).isEqualTo(5);
    }

    /** Whatever people type: a set that compiles, or a SpecException. Nothing else comes out. */
    @Property(tries = 300)
    void aTypoIsReportedNotThrown(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder yaml = new StringBuilder(SET);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(yaml.length());
            switch (random.nextInt(4)) {
                case 0 -> yaml.deleteCharAt(at);
                case 1 -> yaml.insert(at, "[]{}:,'\"*&!%- 0x\n\t\u0000é".charAt(random.nextInt(19)));
                case 2 -> yaml.delete(at, Math.min(yaml.length(), at + random.nextInt(40)));
                default -> yaml.insert(at, yaml.substring(at, Math.min(yaml.length(), at + random.nextInt(80))));
            }
        }
        try {
            FeatureSetSpec spec = parse(yaml.toString());
            FeaturePlan.compile(spec, Transaction.getClassSchema(), FraudLabel.getClassSchema());
        } catch (SpecException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                    .startsWith("set.yaml"));
        }
    }
}
