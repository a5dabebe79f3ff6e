package dev.evenflow.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: a whole number and a unit. */
public final class Durations {
    private static final int MOST_DAYS = 366;
    public static final String EXPECTED = expected(MOST_DAYS);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final long DAY_MS = 86_400_000;

    private Durations() {}

    /** Milliseconds, or null where the text is no duration from one second to 366 days. */
    public static @Nullable Long parse(String text) {
        return parse(text, MOST_DAYS);
    }

    public static String expected(int mostDays) {
        return "a duration from 1s to " + mostDays + "d, such as 30s, 15m, 6h or 7d";
    }

    public static @Nullable Long parse(String text, int mostDays) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return null;
        long unit =
                switch (matcher.group(2)) {
                    case "s" -> 1_000L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    default -> DAY_MS;
                };
        long duration = Long.parseLong(matcher.group(1)) * unit;
        return duration <= mostDays * DAY_MS ? (Long) duration : null;
    }
}
