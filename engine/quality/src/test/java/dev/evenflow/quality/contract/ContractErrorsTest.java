package dev.evenflow.quality.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a contract that cannot be used: file, line, field, what was found, what was expected. */
class ContractErrorsTest {
    private static final int RULE_LINE = ContractRulesTest.HEAD.split("\n").length + 2;

    private static List<String> problems(String yaml) {
        ContractException failure =
                catchThrowableOfType(ContractException.class, () -> Contract.parse("orders.yaml", yaml));
        assertThat(failure).as(yaml).isNotNull();
        return failure.problems();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {metric: rowCont, mustBe: 1}                        | 'metric': found 'rowCont', expected one of [nullValues,
            {metric: rowCont, mustBe: 1}                        | did you mean 'rowCount'?
            {metric: rowCount}                                  | no operator, expected one of [mustBe,
            {metric: rowCount, mustBeLesThan: 3}                | unknown key 'mustBeLesThan', expected one of
            {metric: rowCount, mustBeBetween: [9, 1]}           | 'mustBeBetween': expected two numbers, the smaller first
            {metric: rowCount, mustBe: many}                    | 'mustBe': found 'many', expected a number
            {metric: rowCount, mustBe: 1, severity: eror}       | 'severity': found 'eror', expected one of [info, warning, error, critical]; did you mean 'error'?
            {metric: rowCount, mustBe: 1, dimension: freshness} | 'dimension': found 'freshness', expected one of [accuracy,
            {metric: nullValues}                                | 'nullValues' is of one field, expected it at the 'quality' of a property
            {metric: duplicateValues}                           | needs the argument 'properties'
            {metric: duplicateValues, arguments: {properties: [tenannt]}} | the contract has no field 'tenannt'; did you mean 'tenant'?
            {type: custom, implementation: {rule: volume}}      | 'engine' is missing
            {type: custom, engine: evenflow}                    | needs an 'implementation'
            {type: custom, engine: evenflow, implementation: {rule: drifft}} | 'rule': found 'drifft', expected one of [expression,
            {type: custom, engine: evenflow, implementation: {rule: expression, cel: "amuont > 0"}} | 'cel': column 1: the contract has no field 'amuont'; did you mean 'amount'?
            {type: custom, engine: evenflow, implementation: {rule: expression, cel: "amount >"}}   | 'cel': column 9
            {type: custom, engine: evenflow, implementation: {rule: expression, cel: "amount + 1.0"}} | expected a condition (bool)
            {type: custom, engine: evenflow, implementation: {rule: drift, field: amount, method: pis, mustBeLessThan: 1}} | 'method': found 'pis', expected one of [psi,
            {type: custom, engine: evenflow, implementation: {rule: drift, field: amount, method: psi, mustBeLessThan: 1, windows: 0}} | 'windows': found '0', expected a whole number from 1 to 168
            {type: custom, engine: evenflow, implementation: {rule: freshness, per: grop, mustBeLessThan: 60}} | 'per': found 'grop', expected one of [dataset, partition, group]; did you mean 'group'?
            {type: custom, engine: evenflow, implementation: {rule: freshness, per: group, mustBeLessThan: 60}} | 'groupBy' is missing
            {type: custom, engine: evenflow, implementation: {rule: freshness, mustBeLessThan: 60, unit: rows}} | 'unit': found 'rows', expected ms, s, m, h or d
            {type: custom, engine: evenflow, implementation: {rule: freshness, mustBeGreaterThan: 60}} | a duration has only mustBeLessThan
            {type: custom, engine: evenflow, implementation: {rule: reconciliation, with: x, key: [id, tenant], otherKey: [a], within: 5m}} | 'otherKey': has 1 fields, but 'key' has 2
            {type: custom, engine: evenflow, implementation: {rule: reconciliation, with: x, key: id}} | 'within' is missing, expected a duration
            {type: custom, engine: evenflow, implementation: {rule: expression, cel: "amount > 0"}, customProperties: [{property: mode, value: shaddow}]} | found 'shaddow', expected one of [enforce, shadow, gate]; did you mean 'shadow'?
            """)
    void aRuleThatCannotBeUsed(String rule, String expected) {
        List<String> problems = problems(ContractRulesTest.HEAD + "    quality:\n      - " + rule + "\n");

        assertThat(problems).anyMatch(problem -> problem.contains(expected));
        assertThat(problems).allMatch(problem -> problem.startsWith("orders.yaml:" + RULE_LINE + ": "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            logicalType: timestamp     | logicalType: timstamp    | orders.yaml:18: property 'at': 'logicalType': found 'timstamp', expected one of
            minimum: "2020-01-01"      | minimum: "soon"          | 'minimum': found 'soon', expected a date or time
            minimum: "2020-01-01"      | minLength: 3             | 'minLength': is of a string, but the field's logicalType is TIMESTAMP
            maximum: 1000.5            | maximum: -1              | 'maximum': is less than the minimum
            minLength: 2               | pattern: "(a"            | 'pattern': found '(a', expected a regular expression (RE2)
            minLength: 2               | pattern: "a(?=b)"        | expected a regular expression (RE2)
            minLength: 2               | minLenght: 2             | unknown key 'minLenght', expected one of
            name: tenant               | name: id                 | 'id' is declared twice (line 14)
            kind: DataContract         | kind: Contract           | orders.yaml:2: 'kind': found 'Contract', expected DataContract
            value: 1m                  | value: soon              | custom property 'qualitySustain': found 'soon', expected a duration
            required: true             | required: yes please     | 'required': found 'yes please', expected true or false
            """)
    void aContractThatCannotBeUsed(String found, String replacement, String expected) {
        assertThat(ContractRulesTest.HEAD).contains(found);

        assertThat(problems(ContractRulesTest.HEAD.replace(found, replacement)))
                .anyMatch(problem -> problem.contains(expected));
    }

    @Test
    void twoRulesNeverShareAnId() {
        String twice = "      - {metric: rowCount, mustBeGreaterThan: 1}\n".repeat(2);

        assertThat(problems(ContractRulesTest.HEAD + "    quality:\n" + twice))
                .containsExactly("orders.yaml:" + (RULE_LINE + 1) + ": quality: the id 'rowCount' is taken (line "
                        + RULE_LINE + "), expected a 'name' of its own: state and incidents are kept by it");
    }

    @Test
    void theLinesOfAnImplementationWrittenAsTextAreThoseOfTheFile() {
        String rule =
                """
                    quality:
                      - type: custom
                        engine: evenflow
                        implementation: |
                          rule: ledger
                          of: [a]
                          within: soon
                """;

        assertThat(problems(ContractRulesTest.HEAD + rule))
                .singleElement()
                .asString()
                .startsWith("orders.yaml:" + (RULE_LINE + 5)
                        + ": quality, ledger: 'within': found 'soon', expected a duration");
    }

    /** Whatever is cut off: a contract, or a ContractException. Nothing else comes out. */
    @Property(tries = 300)
    void whateverPeopleType(@ForAll @IntRange(max = 1_900) int from, @ForAll @IntRange(max = 40) int length) {
        String head = ContractRulesTest.HEAD;
        int start = Math.min(from, head.length());
        String cut = head.substring(0, start) + head.substring(Math.min(head.length(), start + length));
        try {
            assertThat(Contract.parse("orders.yaml", cut).rules()).isNotNull();
        } catch (ContractException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.startsWith("orders.yaml"));
        }
    }
}
