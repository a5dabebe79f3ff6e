package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.flink.upgrade.OperatorManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Operator ids and forms of state are published with the jar: a savepoint finds its state by them. What is new gets a line
 * ({@code -Dgolden.write=true} writes it); a line that is there neither goes nor changes.
 */
class OperatorManifestTest {
    private static final Path FILE = Path.of("src/main/resources", OperatorManifest.FILE);

    @Test
    void whatWasPublishedIsKept() throws IOException {
        OperatorManifest published = OperatorManifest.parse(FILE.toString(), Files.readString(FILE));
        // with systems of record, and without: what both have is published in the form that it has without
        Map<String, Map<String, String>> operators = new TreeMap<>();
        for (String features : List.of(TopologyDiagramTest.CUSTOMER_360, "card-fraud"))
            operators.putAll(published
                    .like(JobPlan.of(
                            TopologyDiagramTest.graph("--emit", "both", "--lateness", "1h", "--features", features)))
                    .operators());
        OperatorManifest graph = new OperatorManifest(operators);
        assertThat(graph.lost(published))
                .as(
                        "%s: an id or a form that is gone orphans the state of every savepoint. Keep it, or give the new form a new name and read the old one too",
                        FILE)
                .isEmpty();
        if (Boolean.getBoolean("golden.write")) Files.writeString(FILE, heading() + graph.text());
        assertThat(graph.text())
                .as("%s lists all that the graph has", FILE)
                .isEqualTo(OperatorManifest.parse(FILE.toString(), Files.readString(FILE))
                        .text());
    }

    private static String heading() throws IOException {
        StringBuilder heading = new StringBuilder();
        for (String line : Files.readAllLines(FILE))
            if (line.startsWith("#")) heading.append(line).append('\n');
        return heading.toString();
    }
}
