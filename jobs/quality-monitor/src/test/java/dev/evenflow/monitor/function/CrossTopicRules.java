package dev.evenflow.monitor.function;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.util.List;

/** A contract with rules that need another topic, for tests. */
final class CrossTopicRules {
    static final String TEXT =
            """
            apiVersion: v3.0.2
            kind: DataContract
            id: vectors
            name: vectors
            version: 1.0.0
            status: active
            schema:
              - name: Vector
                physicalName: vectors
                logicalType: object
                properties:
                  - {name: id, logicalType: string, required: true}
                  - {name: amount, logicalType: number}
                quality:
                  - {type: custom, name: pairs, engine: evenflow, implementation: {rule: reconciliation, with: payments, key: id, within: 10s, mustBeLessThan: 1, unit: percent}}
                  - {type: custom, name: labels, engine: evenflow, implementation: {rule: labelCoverage, of: payments, key: id, within: 10s, mustBeGreaterThan: 90}}
                  - {type: custom, name: same, engine: evenflow, implementation: {rule: skew, with: settled, key: id, tolerance: {relative: 0.001}, within: 10s, fields: [amount], mustBeLessThan: 1, unit: percent}}
                  - {type: custom, name: covered, engine: evenflow, implementation: {rule: ledger, of: [payments], within: 10s}}
            """;

    private CrossTopicRules() {}

    static List<Contract> contracts() {
        try {
            return List.of(Contract.parse("vectors.odcs.yaml", TEXT));
        } catch (ContractException e) {
            throw new AssertionError(e);
        }
    }
}
