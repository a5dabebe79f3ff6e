package dev.evenflow.yaml;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a YAML file into nodes that know their lines; nothing in it becomes an object. Null, and a problem with its line, where it is
 * empty, not YAML, larger than 1 MiB or nested deeper than 20 levels. Aliases of collections are refused: they can grow without end.
 */
public final class YamlDocument {
    private static final int LARGEST_FILE = 1 << 20;

    private YamlDocument() {}

    /** @param expected what the file should hold, for the message where it is empty */
    public static @Nullable Node root(String text, String expected, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(20);
        options.setCodePointLimit(LARGEST_FILE);
        options.setAllowRecursiveKeys(false);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
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
