package dev.evenflow.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Collects what is wrong with a file, one line each as {@code file:line: where: problem}, so that one run reports all of it. */
public final class Problems {
    private final String file;
    private final List<String> problems = new ArrayList<>();

    public Problems(String file) {
        this.file = file;
    }

    /** @param line from 1, or 0 where the problem has no line */
    public void add(int line, String where, String problem) {
        problems.add(file + (line > 0 ? ":" + line : "") + ": " + (where.isEmpty() ? "" : where + ": ") + problem);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    public List<String> all() {
        return List.copyOf(problems);
    }

    /** Throws what the caller makes of the problems, if there are any. */
    public <X extends Exception> void throwIfAny(Function<List<String>, X> exception) throws X {
        if (!problems.isEmpty()) throw exception.apply(all());
    }

    /** {@code "; did you mean 'x'?"} for a name that is nearly one of those allowed, else empty. */
    public static String nearest(String name, Collection<String> allowed) {
        String best = null;
        int bestDistance = Math.max(2, name.length() / 3) + 1;
        for (String candidate : allowed) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best == null ? "" : "; did you mean '" + best + "'?";
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) previous[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
