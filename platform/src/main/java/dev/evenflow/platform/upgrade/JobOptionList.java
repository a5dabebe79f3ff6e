package dev.evenflow.platform.upgrade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a job as they are given on a command line: {@code --name value} or {@code --name=value}. */
public final class JobOptionList {
    private JobOptionList() {}

    /** Those of before, with others of the same name in their place. */
    public static List<String> merged(List<String> before, List<String> changes) {
        Map<String, List<String>> byName = byName(before);
        byName.putAll(byName(changes));
        List<String> merged = new ArrayList<>();
        byName.values().forEach(merged::addAll);
        return merged;
    }

    /** Null if it is not among them. */
    static @Nullable String value(List<String> options, String name) {
        List<String> option = byName(options).get(name);
        if (option == null) return null;
        return option.size() > 1
                ? option.get(1)
                : option.get(0).substring(option.get(0).indexOf('=') + 1);
    }

    /** Without the option and its value. */
    static List<String> without(List<String> options, String name) {
        Map<String, List<String>> byName = byName(options);
        byName.remove(name);
        List<String> rest = new ArrayList<>();
        byName.values().forEach(rest::addAll);
        return rest;
    }

    private static Map<String, List<String>> byName(List<String> options) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            boolean alone = option.contains("=") || i + 1 == options.size();
            byName.put(option.split("=", 2)[0], alone ? List.of(option) : List.of(option, options.get(++i)));
        }
        return byName;
    }
}
