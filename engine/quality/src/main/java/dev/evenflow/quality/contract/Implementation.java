package dev.evenflow.quality.contract;

import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlDocument;
import dev.evenflow.yaml.YamlMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The {@code implementation} of a custom rule: a mapping, or (as ODCS 3.1 has it) a text that is YAML itself. */
final class Implementation {
    private Implementation() {}

    static @Nullable Node node(YamlMap entry, Problems problems) {
        Node node = entry.node("implementation");
        if (node == null) {
            entry.problem("engine", "an evenflow rule needs an 'implementation' with its 'rule'");
            return null;
        }
        if (!(node instanceof ScalarNode scalar)) return node;
        // Blank lines in front keep the lines of problems those of the file: a block begins below its '|'.
        boolean block = scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        String lines = "\n".repeat(scalar.getStartMark().getLine() + (block ? 1 : 0));
        return YamlDocument.root(lines + scalar.getValue(), "a mapping with its 'rule'", problems);
    }
}
