package dev.evenflow.quality.contract;

import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code customProperties}: a list of property and value. */
final class CustomKeys {
    private CustomKeys() {}

    static Map<String, Node> read(YamlMap owner, Problems problems, String where) {
        Map<String, Node> values = new LinkedHashMap<>();
        for (Node node : owner.list("customProperties", "a list of 'property' and 'value'")) {
            YamlMap map = new YamlMap(node, where + ", customProperties", Keys.CUSTOM, problems);
            String property = map.required("property", "a name");
            Node value = map.node("value");
            if (property == null) continue;
            if (value == null)
                problems.add(map.line(), where + ", customProperties", "'" + property + "' has no 'value'");
            else if (values.put(property, value) != null)
                problems.add(map.line(), where + ", customProperties", "'" + property + "' is there twice");
        }
        return values;
    }
}
