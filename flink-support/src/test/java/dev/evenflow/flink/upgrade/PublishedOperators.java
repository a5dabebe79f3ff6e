package dev.evenflow.flink.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The check of a job's {@code operators.txt} against its graph, for the job's own test. */
public final class PublishedOperators {
    private static final Path FILE = Path.of("src/main/resources", OperatorManifest.FILE);

    private PublishedOperators() {}

    /**
     * Fails if something that was published is gone or other, or something new has no line; {@code -Dgolden.write=true} writes it.
     *
     * @param plans of one job with different options; what several of them have is published as the last has it
     */
    public static void mustBeKept(JobPlan... plans) throws IOException {
        OperatorManifest published = read();
        Map<String, Map<String, String>> operators = new TreeMap<>();
        for (JobPlan plan : plans) operators.putAll(published.like(plan).operators());
        OperatorManifest graph = new OperatorManifest(operators);
        assertThat(graph.lost(published))
                .as(
                        "%s: an id or a form that is gone orphans the state of every savepoint. Keep it, or give the new form a new name and read the old one too",
                        FILE)
                .isEmpty();
        if (Boolean.getBoolean("golden.write")) Files.writeString(FILE, heading() + graph.text());
        assertThat(graph.text()).as("%s lists all that the graph has", FILE).isEqualTo(read().text());
    }

    private static OperatorManifest read() throws IOException {
        return OperatorManifest.parse(FILE.toString(), Files.readString(FILE));
    }

    private static String heading() throws IOException {
        StringBuilder heading = new StringBuilder();
        for (String line : Files.readAllLines(FILE))
            if (line.startsWith("#")) heading.append(line).append('\n');
        return heading.toString();
    }
}
