package dev.evenflow.fraud;

import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.flink.upgrade.PublishedOperators;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Operator ids and forms of state are published with the jar: a savepoint finds its state by them. What is new gets a line
 * ({@code -Dgolden.write=true} writes it); a line that is there neither goes nor changes.
 */
class OperatorManifestTest {
    @Test
    void whatWasPublishedIsKept() throws IOException {
        // with systems of record, and without: what both have is published in the form that it has without
        PublishedOperators.mustBeKept(plan(TopologyDiagramTest.CUSTOMER_360), plan("card-fraud"));
    }

    private static JobPlan plan(String features) {
        return JobPlan.of(TopologyDiagramTest.graph("--emit", "both", "--lateness", "1h", "--features", features));
    }
}
