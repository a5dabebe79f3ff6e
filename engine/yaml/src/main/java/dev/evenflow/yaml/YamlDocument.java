package dev.evenflow.yaml;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a YAML file into nodes that know their lines; nothing in it becomes an object. Null, and a problem with its line, where it is
 * empty, not YAML or over {@link YamlLimits}.
 */
public final class YamlDocument {
    private YamlDocument() {}

    /** @param expected what the file should hold, for the message where it is empty */
    public static @Nullable Node root(String text, String expected, Problems problems) {
        try {
            Node root = new Yaml(YamlLimits.options()).compose(new StringReader(text));
            if (root == null) problems.add(0, "", "empty, expected " + expected);
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(line, "", "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(0, "", "not YAML, or over its limits: " + e.getMessage());
        }
        return null;
    }
}
