package dev.evenflow.quality.contract;

import dev.evenflow.quality.contract.Requirement.Per;
import dev.evenflow.yaml.Durations;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of an {@code implementation}: fields that must exist, durations, numbers within limits, choices. */
final class EvenflowKeys {
    private final YamlMap map;
    private final Set<String> known;

    EvenflowKeys(YamlMap map, Set<String> known) {
        this.map = map;
        this.known = known;
    }

    /** {@code JENSEN_SHANNON_DISTANCE} as {@code jensenShannonDistance}. */
    static String camelCase(Enum<?> value) {
        StringBuilder name = new StringBuilder();
        for (String word : value.name().toLowerCase(Locale.ROOT).split("_"))
            name.append(name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        return name.toString();
    }

    static String suffix(Per per, @Nullable String groupBy) {
        return switch (per) {
            case DATASET -> "";
            case PARTITION -> ".partition";
            case GROUP -> ".group." + groupBy;
        };
    }

    <E extends Enum<E>> E oneOf(String key, E[] values, E otherwise) {
        Set<String> names = new LinkedHashSet<>();
        for (E value : values) names.add(camelCase(value));
        String found = map.optional(key, "one of " + names);
        if (found == null) return otherwise;
        for (E value : values) if (camelCase(value).equals(found)) return value;
        map.problem(key, "found '" + found + "', expected one of " + names + Problems.nearest(found, names));
        return otherwise;
    }

    /** A field of the contract; null, and a problem, where it is missing or there is none of that name. */
    @Nullable
    String field(String key) {
        String field = map.required(key, "a field of the contract");
        return field == null || !exists(key, field) ? null : field;
    }

    /** One field, or a list of them. */
    List<String> fields(String key) {
        List<String> fields = texts(key, "a field or a list of fields of the contract");
        List<String> there = new ArrayList<>();
        for (String field : fields) if (exists(key, field)) there.add(field);
        return List.copyOf(there);
    }

    /** The other dataset's names for the key's fields: the same unless stated, and as many. */
    List<String> otherKey(List<String> key) {
        if (!map.has("otherKey")) return key;
        List<String> other = texts("otherKey", "the other dataset's fields, as many as in 'key'");
        if (!key.isEmpty() && other.size() != key.size())
            map.problem("otherKey", "has " + other.size() + " fields, but 'key' has " + key.size());
        return other;
    }

    List<String> texts(String key, String expected) {
        if (!map.has(key)) map.required(key, expected);
        String text = YamlMap.isScalar(map.node(key)) ? map.optional(key, expected) : null;
        List<String> texts = text != null ? List.of(text) : List.copyOf(map.texts(key, expected));
        if (texts.isEmpty() && map.has(key)) map.problem(key, "empty, expected " + expected);
        return texts;
    }

    private boolean exists(String key, String field) {
        if (known.contains(field)) return true;
        map.problem(key, "the contract has no field '" + field + "'" + Problems.nearest(field, known));
        return false;
    }

    @Nullable
    String groupBy(Per per) {
        if (per == Per.GROUP) return field("groupBy");
        if (map.has("groupBy")) map.problem("groupBy", "is for 'per: group'");
        return null;
    }

    @Nullable
    Long duration(String key) {
        if (map.has(key)) return map.duration(key);
        map.required(key, Durations.EXPECTED);
        return null;
    }

    long durationOr(String key, long otherwise) {
        Long duration = map.has(key) ? map.duration(key) : null;
        return duration == null ? otherwise : duration;
    }

    int whole(String key, int least, int most, int otherwise) {
        Integer number = map.has(key) ? map.integer(key, least, most) : null;
        return number == null ? otherwise : number;
    }

    double number(String key, double least, double most, double otherwise) {
        Double number = map.has(key) ? map.number(key) : null;
        if (number == null) return otherwise;
        if (number >= least && number <= most) return number;
        map.problem(key, "found " + number + ", expected a number from " + least + " to " + most);
        return otherwise;
    }

    /** {@code mustBeLessThan} as a duration: {@code 60} with {@code unit: s}, or {@code 60s}. Milliseconds. */
    @Nullable
    Long mostMs(boolean required) {
        for (String operator : Keys.OPERATORS)
            if (map.has(operator) && !operator.equals("mustBeLessThan"))
                map.problem(operator, "a duration has only mustBeLessThan");
        String expected = "a duration such as 60 with unit: s, or 60s";
        String text = required ? map.required("mustBeLessThan", expected) : map.optional("mustBeLessThan", expected);
        if (text == null) return null;
        Long written = Durations.parse(text);
        if (written != null) return written;
        Long unit = unitMs(map.text("unit", "s"));
        if (unit == null) {
            map.problem("unit", "found '" + map.text("unit", "") + "', expected ms, s, m, h or d");
            return null;
        }
        Double number = map.number("mustBeLessThan");
        if (number == null) return null;
        double millis = number * unit;
        if (millis >= 1 && millis <= 366.0 * 86_400_000) return (long) millis;
        map.problem("mustBeLessThan", "found '" + text + "', expected a duration up to 366 days");
        return null;
    }

    /** Milliseconds of a unit of time as ODCS and people write it; null for anything else. */
    static @Nullable Long unitMs(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms", "millisecond", "milliseconds" -> 1L;
            case "s", "sec", "second", "seconds" -> 1_000L;
            case "m", "min", "minute", "minutes" -> 60_000L;
            case "h", "hr", "hour", "hours" -> 3_600_000L;
            case "d", "day", "days" -> 86_400_000L;
            default -> null;
        };
    }
}
