package dev.evenflow.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes what a Prometheus needs to watch this platform: the project's configuration and rules as they are, and beside
 * them the addresses of this platform's processes in the form that Prometheus reads target files in.
 */
final class Monitoring {
    private static final String TARGETS = "targets";

    private Monitoring() {}

    static void write(PlatformHome home, Project project, PlatformState state) {
        Path to = home.monitoring();
        try {
            Files.createDirectories(to.resolve(TARGETS));
            for (Path file : files(project.monitoring())) {
                Path copy = to.resolve(project.monitoring().relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(to.resolve(TARGETS).resolve("platform.json"), targets(state));
        } catch (IOException e) {
            throw new PlatformException("cannot write " + to + ": " + e.getMessage(), e);
        }
    }

    /** The configuration and what it refers to; dashboards and the rules' tests stay where they are. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> rules = Files.list(directory.resolve("rules"))) {
            return Stream.concat(Stream.of(directory.resolve("prometheus.yml")), rules)
                    .filter(file -> file.toString().endsWith(".yml"))
                    .toList();
        }
    }

    static String targets(PlatformState state) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ArrayNode groups = mapper.createArrayNode();
        state.metricTargets().forEach((process, address) -> {
            var group = groups.addObject();
            group.putArray("targets").add(address);
            group.putObject("labels").put("component", process);
        });
        return mapper.writeValueAsString(groups) + "\n";
    }
}
