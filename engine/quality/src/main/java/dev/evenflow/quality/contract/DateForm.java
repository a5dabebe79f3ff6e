package dev.evenflow.quality.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times written as text: in a given {@link DateTimeFormatter} pattern, else in ISO 8601. Without an offset they are UTC;
 * a date alone is its midnight, a time alone is of 1 January 1970.
 */
public final class DateForm {
    private final @Nullable DateTimeFormatter formatter;

    private DateForm(@Nullable DateTimeFormatter formatter) {
        this.formatter = formatter;
    }

    /** @param format empty for ISO 8601; an {@link IllegalArgumentException} where it is no pattern */
    public static DateForm of(String format) {
        return new DateForm(format.isEmpty() ? null : DateTimeFormatter.ofPattern(format, Locale.ROOT));
    }

    /** Milliseconds since 1970, or null where the text is not of this form. */
    public @Nullable Long millis(String text) {
        try {
            TemporalAccessor parsed = formatter != null ? formatter.parse(text) : iso(text);
            if (parsed instanceof Instant instant) return instant.toEpochMilli();
            LocalDate date = parsed.query(TemporalQueries.localDate());
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (date == null && time == null) return null;
            ZoneOffset offset = parsed.query(TemporalQueries.offset());
            LocalDateTime local =
                    LocalDateTime.of(date == null ? LocalDate.EPOCH : date, time == null ? LocalTime.MIDNIGHT : time);
            return local.toInstant(offset == null ? ZoneOffset.UTC : offset).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static TemporalAccessor iso(String text) {
        boolean hasDate = text.length() >= 10 && text.charAt(4) == '-';
        String joined = hasDate && text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
        TemporalAccessor parsed = !hasDate
                ? DateTimeFormatter.ISO_TIME.parse(text)
                : joined.length() == 10
                        ? DateTimeFormatter.ISO_LOCAL_DATE.parse(joined)
                        : DateTimeFormatter.ISO_DATE_TIME.parse(joined);
        return parsed.isSupported(ChronoField.INSTANT_SECONDS) ? Instant.from(parsed) : parsed;
    }
}
