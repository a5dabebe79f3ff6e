package dev.evenflow.archive.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of one YAML mapping, each read with its type; errors name file and field. */
final class YamlFields {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String file;
    private final String path;
    private final Map<?, ?> fields;

    YamlFields(String file, String path, @Nullable Object value) {
        this.file = file;
        this.path = path;
        if (!(value instanceof Map<?, ?> map)) {
            throw new ArchiveStoreException(
                    file + ": " + (path.isEmpty() ? "the document" : path) + " is not a mapping of names to values");
        }
        this.fields = map;
    }

    void allow(String... names) {
        Set<String> known = new TreeSet<>(List.of(names));
        for (Object name : fields.keySet()) {
            if (!known.contains(String.valueOf(name))) {
                throw new ArchiveStoreException(
                        file + ": " + at(String.valueOf(name)) + " is unknown; known are " + known);
            }
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    YamlFields mapping(String name) {
        return new YamlFields(file, at(name), required(name));
    }

    String text(String name) {
        Object value = required(name);
        if (value instanceof Map || value instanceof List || value.toString().isBlank()) {
            throw new ArchiveStoreException(file + ": " + at(name) + " is not a text");
        }
        return value.toString();
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    List<?> list(String name) {
        Object value = required(name);
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new ArchiveStoreException(file + ": " + at(name) + " is not a list with entries");
        }
        return list;
    }

    /** All fields as texts; {@code ${NAME}} stands for an environment variable, so that no secret needs to be in the file. */
    Map<String, String> texts(Function<String, @Nullable String> environment) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Object name : fields.keySet()) {
            String text = text(String.valueOf(name));
            texts.put(String.valueOf(name), substitute(String.valueOf(name), text, environment));
        }
        return texts;
    }

    private String substitute(String name, String text, Function<String, @Nullable String> environment) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null) {
                throw new ArchiveStoreException(file + ": " + at(name) + " names the environment variable "
                        + matcher.group(1) + ", which is not set");
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }

    private Object required(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new ArchiveStoreException(file + ": " + at(name) + " is missing");
        }
        return value;
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
