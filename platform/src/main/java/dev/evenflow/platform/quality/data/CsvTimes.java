package dev.evenflow.platform.quality.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** ISO dates and times as they stand in CSV: a blank instead of the T is allowed, and what has no zone is UTC. */
final class CsvTimes {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})?");

    private CsvTimes() {}

    static boolean looksLikeDate(String cell) {
        return DATE.matcher(cell).matches();
    }

    static boolean looksLikeTime(String cell) {
        return TIME.matcher(cell).matches();
    }

    static LocalDate date(String cell) {
        return LocalDate.parse(cell.strip());
    }

    static Instant instant(String cell) {
        String text = cell.strip().replace(' ', 'T');
        int zone = Math.max(text.indexOf('+'), Math.max(text.indexOf('Z'), text.indexOf('-', 10)));
        if (zone < 0) {
            return (looksLikeDate(text) ? date(text).atStartOfDay() : LocalDateTime.parse(text))
                    .toInstant(ZoneOffset.UTC);
        }
        String withColon = text.matches(".*[+-]\\d{4}")
                ? text.substring(0, text.length() - 2) + ":" + text.substring(text.length() - 2)
                : text;
        return OffsetDateTime.parse(withColon).toInstant();
    }
}
