package dev.evenflow.quality.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.Requirement.Clock;
import dev.evenflow.quality.contract.Requirement.Direction;
import dev.evenflow.quality.contract.Requirement.Per;
import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.expectation.Season;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each kind of rule, from the YAML that states it. */
class ContractRulesTest {
    static final String HEAD =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 2.1.0
            status: active
            team: {name: shop, members: [{username: ann, role: owner}]}
            customProperties:
              - {property: qualitySustain, value: 1m}
              - {property: runbook, value: "docs/runbooks/orders.md"}
            schema:
              - name: Order
                physicalName: orders
                properties:
                  - {name: id, logicalType: string, primaryKey: true}
                  - {name: tenant, logicalType: string, required: true}
                  - {name: amount, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0, maximum: 1000.5, multipleOf: 0.01}}
                  - {name: channel, logicalType: string, enum: [WEB, {value: SHOP}]}
                  - {name: at, logicalType: timestamp, logicalTypeOptions: {minimum: "2020-01-01"}}
                  - {name: tags, logicalType: array, logicalTypeOptions: {maxItems: 3}}
                  - name: address
                    logicalType: object
                    properties:
                      - {name: city, logicalType: string, logicalTypeOptions: {minLength: 2, maxLength: 40}, unique: true}
            """;

    static Contract orders(String quality) throws ContractException {
        return Contract.parse("orders.yaml", HEAD + "    quality:\n" + quality.indent(6));
    }

    private static Rule only(Contract contract, Class<? extends Requirement> kind) {
        List<Rule> rules = contract.rules(kind);
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }

    private static RecordTest test(Contract contract, String rule) {
        return ((Requirement.OfRecords)
                        Objects.requireNonNull(contract.rule(rule), rule).requirement())
                .test();
    }

    @Test
    void theSchemaImpliesRules() throws ContractException {
        Contract contract = orders("- {metric: rowCount, mustBeBetween: [1, 100]}");

        assertThat(contract.owner()).isEqualTo("ann");
        assertThat(contract.runbook()).isEqualTo("docs/runbooks/orders.md");
        assertThat(contract.key()).containsExactly("id");
        assertThat(test(contract, "tenant.required")).isEqualTo(new RecordTest.IsNull("tenant"));
        assertThat(test(contract, "amount.range"))
                .isEqualTo(new RecordTest.OutOfRange(
                        "amount", BigDecimal.ZERO, true, new BigDecimal("1000.5"), false, new BigDecimal("0.01")));
        assertThat(test(contract, "channel.enum"))
                .isEqualTo(new RecordTest.Invalid("channel", Set.of("WEB", "SHOP"), null));
        assertThat(test(contract, "at.range"))
                .isEqualTo(new RecordTest.OutOfRange(
                        "at", BigDecimal.valueOf(1_577_836_800_000L), false, null, false, null));
        assertThat(test(contract, "tags.items")).isEqualTo(new RecordTest.LengthOutside("tags", 0, 3));
        assertThat(test(contract, "address.city.length"))
                .isEqualTo(new RecordTest.LengthOutside("address.city", 2, 40));
        assertThat(contract.uniqueKeys()).containsExactly(List.of("address.city"));
        Rule rows = only(contract, Requirement.RowCount.class);
        assertThat(rows.expected()).isEqualTo("from 1 to 100 records");
        assertThat(rows.sustainMs()).isEqualTo(60_000);
    }

    @Test
    void libraryMetricsTakeArgumentsOperatorsAndUnits() throws ContractException {
        Contract contract = Contract.parse(
                "orders.yaml",
                HEAD.replace(
                                "- {name: id, logicalType: string, primaryKey: true}",
                                """
                                - name: id
                                        logicalType: string
                                        quality:
                                          - {metric: nullValues, mustBeLessThan: 1, unit: percent, severity: critical}
                                          - {metric: missingValues, arguments: {missingValues: [null, '', 'N/A']}, mustBeLessThanOrEqualTo: 5}
                                          - {type: library, metric: invalidValues, arguments: {pattern: '^[A-Z]+$'}, mustBe: 0, dimension: accuracy, name: Upper case only}
                                          - {rule: duplicateCount, mustBeLessThan: 10, customProperties: [{property: mode, value: shadow}, {property: recover, value: 2h}]}
                                """
                                        .stripTrailing())
                        + "    quality:\n      - {metric: duplicateValues, mustBe: 0, arguments: {properties: [tenant, id]}}\n");

        Rule nulls = Objects.requireNonNull(contract.rule("id.nullValues"));
        assertThat(nulls.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(nulls.expected()).isEqualTo("< 1 percent");
        assertThat(nulls.quarantine())
                .as("some are allowed, so no single one is an offence")
                .isFalse();
        assertThat(test(contract, "id.missingValues"))
                .isEqualTo(new RecordTest.IsMissing("id", Set.of("", "N/A"), true));
        Rule upper = Objects.requireNonNull(contract.rule("upper-case-only"));
        assertThat(upper.dimension()).isEqualTo(Dimension.VALIDITY);
        assertThat(upper.quarantine()).isTrue();
        Rule duplicates = Objects.requireNonNull(contract.rule("id.duplicateCount"));
        assertThat(duplicates.shadow()).isTrue();
        assertThat(duplicates.recoverMs()).isEqualTo(7_200_000);
        assertThat(duplicates.expected()).isEqualTo("< 10 records");
        assertThat(contract.uniqueKeys())
                .containsExactlyInAnyOrder(List.of("id"), List.of("tenant", "id"), List.of("address.city"));
    }

    @Test
    void rulesOfEvenflow() throws ContractException {
        Contract contract = orders(
                """
                - {type: custom, engine: evenflow, implementation: {rule: expression, cel: "amount > 0 || channel == 'WEB'"}}
                - {type: custom, engine: evenflow, implementation: {rule: drift, field: amount, method: js-distance, mustBeLessThan: 0.1, minimumRecords: 500, windows: 5, bins: 20}}
                - {type: custom, engine: evenflow, implementation: {rule: freshness, per: partition, clock: arrival, mustBeLessThan: 90, unit: s}}
                - {type: custom, engine: evenflow, implementation: {rule: gap, per: group, groupBy: channel, factor: 4}}
                - {type: custom, engine: evenflow, implementation: {rule: volume, season: hour-of-day, deviations: 5}}
                - {type: custom, engine: evenflow, implementation: {rule: order, allowance: 10m, mustBeLessThan: 1, unit: percent}}
                - {type: custom, engine: evenflow, implementation: {rule: reconciliation, with: payments, key: id, otherKey: order_id, within: 5m, direction: to, mustBeLessThan: 0.1, unit: percent}}
                - {type: custom, engine: evenflow, implementation: {rule: skew, with: settled, key: [tenant, id], tolerance: {relative: 0.001}, sample: 0.1, within: 30m, fields: [amount]}}
                - {type: custom, engine: evenflow, implementation: {rule: labelCoverage, of: payments, key: id, within: 30d, mustBeGreaterThan: 90}}
                - type: custom
                  engine: evenflow
                  implementation: |
                    rule: ledger
                    of: [a, b]
                    within: 2m
                """);

        assertThat(test(contract, "amount,channel.expression"))
                .isEqualTo(new RecordTest.Violates("", "amount > 0 || channel == 'WEB'"));
        Rule drift = only(contract, Requirement.Drift.class);
        assertThat(drift.id()).isEqualTo("amount.js-distance");
        assertThat(drift.requirement())
                .isEqualTo(new Requirement.Drift(
                        "amount", DriftMethod.JENSEN_SHANNON_DISTANCE, Bound.lessThan(0.1), 500, 5, 20));
        assertThat(only(contract, Requirement.Freshness.class).requirement())
                .isEqualTo(new Requirement.Freshness(Per.PARTITION, null, Clock.ARRIVAL, 90_000));
        assertThat(only(contract, Requirement.Gap.class).requirement())
                .isEqualTo(new Requirement.Gap(Per.GROUP, "channel", Clock.EVENT, 0, 4));
        assertThat(contract.groupings()).containsExactly("channel");
        assertThat(only(contract, Requirement.SeasonalVolume.class).requirement())
                .isEqualTo(new Requirement.SeasonalVolume(Season.HOUR_OF_DAY, 5, 0.2, 3));
        assertThat(only(contract, Requirement.Order.class).requirement())
                .isEqualTo(new Requirement.Order(600_000, Bound.lessThan(1), Unit.PERCENT));
        assertThat(only(contract, Requirement.Reconciliation.class).requirement())
                .isEqualTo(new Requirement.Reconciliation(
                        "payments",
                        List.of("id"),
                        List.of("order_id"),
                        300_000,
                        Direction.TO,
                        Bound.lessThan(0.1),
                        Unit.PERCENT));
        assertThat(only(contract, Requirement.Skew.class).requirement())
                .isEqualTo(new Requirement.Skew(
                        "settled",
                        List.of("tenant", "id"),
                        List.of("tenant", "id"),
                        List.of("amount"),
                        0.001,
                        0,
                        0.1,
                        1_800_000,
                        Bound.NONE_AT_ALL,
                        Unit.PERCENT));
        assertThat(only(contract, Requirement.LabelCoverage.class).expected()).isEqualTo("> 90 percent");
        assertThat(only(contract, Requirement.Ledger.class).requirement())
                .isEqualTo(new Requirement.Ledger(List.of("a", "b"), 120_000, Bound.NONE_AT_ALL, Unit.ROWS));
    }

    @Test
    void theModeOfTheContractIsThatOfItsRulesUnlessTheySayOtherwise() throws ContractException {
        String gate = HEAD.replace("{property: qualitySustain, value: 1m}", "{property: qualityMode, value: gate}");
        Contract contract = Contract.parse(
                "orders.yaml",
                gate
                        + """
                            quality:
                              - name: small
                                type: custom
                                engine: evenflow
                                implementation: {rule: expression, cel: amount < 10}
                                customProperties: [{property: mode, value: shadow}]
                              - {name: few nulls, metric: duplicateValues, arguments: {properties: [id]}}
                        """);

        assertThat(contract.rules())
                .filteredOn(Rule::gates)
                .extracting(Rule::id)
                .contains("schema", "tenant.required");
        assertThat(contract.rule("small")).matches(rule -> rule != null && rule.shadow() && !rule.quarantine());
        assertThat(contract.rule("few-nulls"))
                .as("no single record offends")
                .matches(rule -> rule != null && !rule.gates());
    }

    @Test
    void whatNothingEvaluatesIsNoted() throws ContractException {
        Contract contract = orders(
                """
                - {type: text, description: Somebody looked at it}
                - {type: sql, query: SELECT 1, mustBe: 1}
                - {type: custom, engine: soda, implementation: "x: y"}
                """);

        assertThat(contract.notes()).hasSize(3).allMatch(note -> note.startsWith("line 2"));
    }
}
