package dev.evenflow.features.spec;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feature set as its YAML file declares it: validated against the source's Avro schema, windows expanded (one
 * {@link FeatureSpec} each), defaults filled in. All durations are milliseconds.
 */
public record FeatureSetSpec(
        String name,
        String doc,
        ZoneId timeZone,
        Source source,
        @Nullable Labels labels,
        List<EntitySpec> entities,
        List<ChangelogSpec> changelogs,
        List<CalendarSpec> calendar,
        List<DerivedSpec> derived) {

    /** The events: full name of their Avro schema, and the fields that hold id and event time. */
    public record Source(String schema, String id, String time) {}

    /** The labels: which event they are about ({@code id}, {@code time}), when they became known, and their boolean fields. */
    public record Labels(String schema, String id, String time, String knownAt, List<String> flags) {}

    /** One entity: state is kept per value of {@code key}, and forgotten after {@code idleTtlMs} without an event. */
    public record EntitySpec(String name, String key, long idleTtlMs, List<FeatureSpec> features, int line) {}

    /**
     * The changes of a table of a system of record, in Debezium's envelope. Its rows are found by {@code key}, a string field
     * of theirs and of the source.
     *
     * @param topic where the changes are read live; of no influence on values
     */
    public record ChangelogSpec(
            String name, String schema, String topic, String key, List<AttributeSpec> attributes, int line) {}

    /** A feature that is a column of a changelog's table, as of the event's time. */
    public record AttributeSpec(String name, String doc, String attribute, AttributeType type, int line) {}

    public enum AttributeType {
        TEXT,
        LONG,
        DOUBLE,
        BOOLEAN
    }

    /** Values of {@link FeatureSpec#windowMs} and {@link EntitySpec#idleTtlMs} that stand for no limit. */
    public static final long LIFETIME = Long.MAX_VALUE;

    /**
     * One aggregated feature.
     *
     * @param field the source field it aggregates; null where the aggregate needs none
     * @param scale decimal places a field is held at ({@code LONG} at this scale); 0 for whole numbers and texts
     * @param windowMs length of the window, or {@link #LIFETIME}
     * @param delayMs how far the window's end lies before the event
     * @param where a CEL predicate over source fields; null counts every event
     * @param label a label flag that must be known and true; null for none. For {@code RATE} it is the numerator's condition
     * @param includeCurrent whether the event itself is in the window
     * @param cap most distinct values that are counted exactly; a result equal to it means "at least"
     * @param empty value for an empty window in place of the aggregate's own; null keeps that
     * @param line where the YAML file declares it, from 1
     */
    public record FeatureSpec(
            String name,
            String doc,
            Aggregate aggregate,
            @Nullable String field,
            int scale,
            long windowMs,
            long delayMs,
            @Nullable String where,
            @Nullable String label,
            boolean includeCurrent,
            int cap,
            @Nullable Double empty,
            int line) {}

    /** A feature of the event's time in the feature set's time zone. {@code fromHour..toHour} is inclusive, for NIGHT. */
    public record CalendarSpec(String name, String doc, Calendar calendar, int fromHour, int toHour, int line) {}

    public enum Calendar {
        /** 1 on Saturday and Sunday, else 0. */
        WEEKEND,
        /** 1 if the hour is in the declared range, else 0. */
        NIGHT,
        /** 0 to 23. */
        HOUR_OF_DAY,
        /** ISO 8601: Monday 1 to Sunday 7. */
        DAY_OF_WEEK
    }

    /** A CEL expression over source fields and features declared before it. */
    public record DerivedSpec(String name, String doc, DerivedType type, String expression, int line) {}

    public enum DerivedType {
        LONG,
        DOUBLE,
        BOOLEAN
    }
}
