package dev.evenflow.platform.upgrade;

import java.util.HashMap;
import java.util.Map;

/** Compares where two jobs stopped: {@code TIME@PARTITION:OFFSET,…}. */
final class CutText {
    private CutText() {}

    /** Whether one had settled up to at least the other's time, and read at least as far in every partition. */
    static boolean covers(String one, String other) {
        Map<String, Long> offsets = offsets(one);
        return time(one) >= time(other)
                && offsets(other).entrySet().stream()
                        .allMatch(at -> offsets.getOrDefault(at.getKey(), 0L) >= at.getValue());
    }

    private static long time(String cut) {
        return Long.parseLong(cut.substring(0, cut.indexOf('@')));
    }

    private static Map<String, Long> offsets(String cut) {
        Map<String, Long> offsets = new HashMap<>();
        for (String part : cut.substring(cut.indexOf('@') + 1).split(",")) {
            if (part.isEmpty()) continue;
            String[] at = part.split(":");
            offsets.put(at[0], Long.parseLong(at[1]));
        }
        return offsets;
    }
}
