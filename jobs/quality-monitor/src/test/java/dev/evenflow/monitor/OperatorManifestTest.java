package dev.evenflow.monitor;

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
        PublishedOperators.mustBeKept(JobPlan.of(TopologyDiagramTest.graph()));
    }
}
