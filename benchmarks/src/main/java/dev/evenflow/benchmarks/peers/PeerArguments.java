package dev.evenflow.benchmarks.peers;

import java.util.HashMap;
import java.util.Map;

/** {@code --name value} pairs of a peer's command line. */
public record PeerArguments(Map<String, String> values) {

    public static PeerArguments of(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length)
                throw new IllegalArgumentException("argument '" + arguments[i] + "', expected --name and a value");
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return new PeerArguments(Map.copyOf(values));
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) throw new IllegalArgumentException("--" + name + " is missing");
        return value;
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }
}
