package dev.evenflow.features.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: a whole number and a unit. */
public final class Durations {
    static final String EXPECTED = "a duration from 1s to 366d, such as 30s, 15m, 6h or 7d";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final long LONGEST_MS = 366L * 86_400_000;

    private Durations() {}

    /** Milliseconds, or null where the text is no duration from one second to 366 days. */
    public static @Nullable Long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return null;
        long unit =
                switch (matcher.group(2)) {
                    case "s" -> 1_000L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    default -> 86_400_000L;
                };
        long duration = Long.parseLong(matcher.group(1)) * unit;
        return duration <= LONGEST_MS ? (Long) duration : null;
    }
}
