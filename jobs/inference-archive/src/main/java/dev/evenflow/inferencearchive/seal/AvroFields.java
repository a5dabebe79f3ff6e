package dev.evenflow.inferencearchive.seal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of generic records, as generated classes want them. */
final class AvroFields {
    private AvroFields() {}

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static @Nullable List<String> texts(@Nullable Object value) {
        if (!(value instanceof List<?> list)) return null;
        List<String> texts = new ArrayList<>(list.size());
        for (Object each : list) texts.add(each.toString());
        return texts;
    }

    static @Nullable Long number(@Nullable Object value) {
        return (Long) value;
    }

    /** @param value milliseconds since 1970 */
    static Instant instant(@Nullable Object value) {
        if (!(value instanceof Long millis))
            throw new IllegalArgumentException("a time is " + value + ", expected milliseconds");
        return Instant.ofEpochMilli(millis);
    }
}
