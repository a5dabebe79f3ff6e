package dev.evenflow.quality.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression becomes when it is compiled: RE2 writes a part that is repeated n times n times, so
 * that {@code ((a{1000}){1000}){1000}}, 24 characters, does not fit into any memory. An upper bound, in steps.
 */
final class PatternSize {
    /** Many times what a pattern for data needs. */
    static final long LARGEST = 20_000;

    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{1,9})?)?}");
    private static final long NO_END = Long.MAX_VALUE / 4;

    private final String pattern;
    private final Deque<Long> enclosing = new ArrayDeque<>();
    private long sum;
    private long last;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        PatternSize size = new PatternSize(pattern);
        for (int at = 0; at < pattern.length(); ) at = size.step(at);
        long all = size.sum;
        for (long outer : size.enclosing) all = Math.min(NO_END, all + outer);
        return all;
    }

    /** @return where the next step begins */
    private int step(int at) {
        switch (pattern.charAt(at)) {
            case '\\' -> {
                add(1);
                return at + 2;
            }
            case '[' -> {
                add(1);
                return afterClass(at);
            }
            case '(' -> {
                enclosing.push(sum);
                sum = 0;
            }
            case ')' -> {
                long group = sum + 2;
                sum = enclosing.isEmpty() ? 0 : enclosing.pop();
                add(group);
            }
            case '{' -> {
                Matcher counts = COUNTS.matcher(pattern).region(at, pattern.length());
                if (counts.lookingAt()) {
                    repeat(counts);
                    return counts.end();
                }
                add(1);
            }
            default -> add(1);
        }
        return at + 1;
    }

    private void repeat(Matcher counts) {
        long least = Long.parseLong(counts.group(1));
        long most = counts.group(3) == null ? least + 1 : Long.parseLong(counts.group(3));
        long more = Math.max(0, Math.max(least, most) - 1);
        long added = more > 0 && last > NO_END / more ? NO_END : last * more;
        sum = Math.min(NO_END, sum + added);
        last = Math.min(NO_END, last + added);
    }

    private void add(long steps) {
        sum = Math.min(NO_END, sum + steps);
        last = steps;
    }

    private int afterClass(int open) {
        int at = open + 1;
        if (at < pattern.length() && pattern.charAt(at) == '^') at++;
        // a bracket that comes first is a member
        if (at < pattern.length() && pattern.charAt(at) == ']') at++;
        while (at < pattern.length() && pattern.charAt(at) != ']') at += pattern.charAt(at) == '\\' ? 2 : 1;
        return at + 1;
    }
}
