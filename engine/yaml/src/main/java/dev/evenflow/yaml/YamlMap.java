package dev.evenflow.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML mapping with its lines: reads typed entries, and reports those that are missing, unknown or of another kind. */
public final class YamlMap {
    /** Stricter than {@link Double#parseDouble}, which takes {@code 7d} for seven. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}([.][0-9]{1,15})?");

    private final Problems problems;
    private final String where;
    private final int line;
    private final Map<String, Node> entries = new LinkedHashMap<>();

    public YamlMap(Node node, String where, Set<String> allowed, Problems problems) {
        this.problems = problems;
        this.where = where;
        this.line = lineOf(node);
        if (!(node instanceof MappingNode mapping)) {
            problems.add(line, where, "found " + kind(node) + ", expected keys " + allowed);
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : kind(tuple.getKeyNode());
            if (!allowed.contains(key))
                problems.add(
                        lineOf(tuple.getKeyNode()),
                        where,
                        "unknown key '" + key + "', expected one of " + allowed + Problems.nearest(key, allowed));
            else if (entries.put(key, tuple.getValueNode()) != null)
                problems.add(lineOf(tuple.getKeyNode()), where, "key '" + key + "' is there twice");
        }
    }

    public static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The text of a scalar as it stands, {@code null} of YAML included; null where the node is a list or mapping. */
    public static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** The value of a key of a mapping, before it is read; null where there is none. */
    public static @Nullable Node child(Node node, String key) {
        if (!(node instanceof MappingNode mapping)) return null;
        for (NodeTuple tuple : mapping.getValue())
            if (key.equals(text(tuple.getKeyNode()))) return tuple.getValueNode();
        return null;
    }

    public static boolean isScalar(@Nullable Node node) {
        return node instanceof ScalarNode;
    }

    /** Whether a node is YAML's null: empty, {@code ~} or {@code null} without quotes. */
    public static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** What a node is, for a message: a scalar's text in quotes, a list, or a mapping. */
    public static String kind(Node node) {
        return node instanceof ScalarNode scalar
                ? "'" + scalar.getValue() + "'"
                : node instanceof SequenceNode ? "a list" : "a mapping";
    }

    public int line() {
        return line;
    }

    public int line(String key) {
        Node node = entries.get(key);
        return node == null ? line : lineOf(node);
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    public @Nullable Node node(String key) {
        return entries.get(key);
    }

    public void problem(String key, String problem) {
        problems.add(line(key), where, "'" + key + "': " + problem);
    }

    /** The text of a scalar; null (and a problem) where it is missing or not a scalar. */
    public @Nullable String required(String key, String expected) {
        if (!has(key)) {
            problems.add(line, where, "'" + key + "' is missing, expected " + expected);
            return null;
        }
        return optional(key, expected);
    }

    public @Nullable String optional(String key, String expected) {
        Node node = entries.get(key);
        if (node == null) return null;
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank())
            return scalar.getValue().trim();
        problem(key, "found " + kind(node) + ", expected " + expected);
        return null;
    }

    /** Whether a flag is set; {@code otherwise} (and a problem, unless the key is missing) where it is neither true nor false. */
    public boolean flag(String key, boolean otherwise) {
        String text = optional(key, "true or false");
        if (text == null) return otherwise;
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        problem(key, "found '" + text + "', expected true or false");
        return otherwise;
    }

    public String text(String key, String otherwise) {
        String text = optional(key, "a text");
        return text == null ? otherwise : text;
    }

    public boolean isEmptyList(String key) {
        return entries.get(key) instanceof SequenceNode sequence
                && sequence.getValue().isEmpty();
    }

    /** The nodes of a list; empty where the key is missing. */
    public List<Node> list(String key, String expected) {
        Node node = entries.get(key);
        if (node == null) return List.of();
        if (node instanceof SequenceNode sequence) return sequence.getValue();
        problem(key, "found " + kind(node) + ", expected " + expected);
        return List.of();
    }

    public List<String> texts(String key, String expected) {
        List<String> texts = new ArrayList<>();
        for (Node node : list(key, expected)) {
            if (node instanceof ScalarNode scalar) texts.add(scalar.getValue());
            else problems.add(lineOf(node), where, "'" + key + "': found " + kind(node) + ", expected " + expected);
        }
        return texts;
    }

    public @Nullable Long duration(String key) {
        String text = optional(key, Durations.EXPECTED);
        return text == null ? null : duration(key, text);
    }

    public @Nullable Long duration(String key, int mostDays) {
        String expected = Durations.expected(mostDays);
        String text = optional(key, expected);
        Long duration = text == null ? null : Durations.parse(text, mostDays);
        if (text != null && duration == null) problem(key, "found '" + text + "', expected " + expected);
        return duration;
    }

    public @Nullable Long duration(String key, String text) {
        Long duration = Durations.parse(text);
        if (duration == null) problem(key, "found '" + text + "', expected " + Durations.EXPECTED);
        return duration;
    }

    public @Nullable Integer integer(String key, int from, int to) {
        String text = optional(key, "a whole number from " + from + " to " + to);
        if (text == null) return null;
        try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) return number;
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problem(key, "found '" + text + "', expected a whole number from " + from + " to " + to);
        return null;
    }

    public @Nullable Double number(String key) {
        String text = optional(key, "a number");
        if (text == null) return null;
        if (NUMBER.matcher(text).matches()) return Double.parseDouble(text) + 0.0;
        problem(key, "found '" + text + "', expected a number such as 0 or -1.5");
        return null;
    }
}
