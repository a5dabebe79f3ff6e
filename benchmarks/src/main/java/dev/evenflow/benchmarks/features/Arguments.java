package dev.evenflow.benchmarks.features;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Arguments {@code --name value} of a benchmark's main; the command line has checked them before. */
record Arguments(Map<String, String> values) {
    static Arguments of(String[] args) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            values.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        }
        return new Arguments(values);
    }

    @Nullable
    String find(String name) {
        return values.get(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option --" + name + " is missing");
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    List<String> list(String name) {
        return Arrays.stream(text(name).split(",", -1)).map(String::strip).toList();
    }
}
