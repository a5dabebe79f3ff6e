package dev.evenflow.platform.quality;

import dev.evenflow.quality.profile.FieldKind;
import dev.evenflow.quality.profile.FieldProfile;
import dev.evenflow.quality.profile.NumberSummary;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a field is like, in half a line for a person. */
final class FieldText {
    private FieldText() {}

    static String of(FieldProfile field) {
        NumberSummary numbers = field.numbers();
        if (field.kind() == FieldKind.TEXT || field.kind() == FieldKind.BOOLEAN) {
            return field.topValues().entrySet().stream()
                    .limit(3)
                    .map(value -> short30(value.getKey()) + " " + percent(value.getValue(), field.count()))
                    .collect(Collectors.joining(", "));
        }
        if (numbers.count() == 0) {
            return "";
        }
        if (field.kind() == FieldKind.TIME) {
            return Instant.ofEpochMilli((long) numbers.min()) + " to " + Instant.ofEpochMilli((long) numbers.max());
        }
        String unit = field.kind() == FieldKind.NUMBER ? "" : field.kind() == FieldKind.BYTES ? " bytes" : " elements";
        return String.format(
                Locale.ROOT,
                "%s to %s%s, median %s, mean %.4g",
                plain(numbers.min()),
                plain(numbers.max()),
                unit,
                plain(numbers.quantile(0.5)),
                numbers.mean());
    }

    private static String short30(String text) {
        return text.length() <= 30 ? text : text.substring(0, 29) + "…";
    }

    private static String percent(long count, long all) {
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * count / all);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value);
    }
}
