package dev.evenflow.platform.simulator;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.platform.PlatformException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table of a system of record with rows of the simulated customers, as Debezium tells of it: a snapshot of those that are
 * there, then creates, updates, deletes and snapshot reads. The same settings give the same changes on every machine.
 */
final class ChangeSimulator {
    private static final double KNOWN_AT_START = 0.9;
    private static final double DELETES = 0.1;
    private static final double READS_AGAIN = 0.1;
    private static final double NULLS = 0.1;
    private static final long FIRST_POSITION = 1_000_000;

    /**
     * @param changes of each customer within the span, on average
     * @param disorder no change is delivered later than this after one of a later time
     * @param duplicates share that is delivered again
     */
    record Settings(
            long seed,
            Instant start,
            Duration span,
            int customers,
            double changes,
            Duration disorder,
            double duplicates) {
        Settings {
            if (customers < 1) throw new PlatformException("--customers is " + customers + ", expected at least 1");
            if (span.isZero()) throw new PlatformException("--span is 0s, expected above 0s");
            if (!(changes >= 0 && changes <= 1_000))
                throw new PlatformException("--changes is " + changes + ", expected between 0 and 1000");
            if (!(duplicates >= 0 && duplicates <= 1))
                throw new PlatformException("--duplicates is " + duplicates + ", expected between 0 and 1");
        }
    }

    /** What is delivered. Without an envelope it is the tombstone that follows a delete. */
    record Change(String key, @Nullable GenericRecord envelope) {}

    private record Planned(long time, int customer) {}

    private record Delivered(double at, Change change) {}

    private final ChangelogPlan table;
    private final Settings settings;
    private final Schema rows;
    private final Schema origins;
    private final Dice dice;
    /** How changes are delivered is nothing that they depend on. */
    private final Dice way;

    private final Map<String, GenericRecord> there = new HashMap<>();
    private final Map<String, Long> operations = new HashMap<>();
    private long position = FIRST_POSITION;

    ChangeSimulator(ChangelogPlan table, Settings settings) {
        this.table = table;
        this.settings = settings;
        this.rows = type(table.envelope().getField("after"));
        this.origins = type(table.envelope().getField("source"));
        this.dice = new Dice(settings.seed() * 31 + table.name().hashCode());
        this.way = dice.split();
    }

    /** In the order in which they are delivered. */
    List<Change> changes() {
        List<Delivered> delivered = new ArrayList<>();
        for (Planned next : planned()) {
            Change change = change(World.customerId(next.customer()), next.time());
            double at = next.time() + settings.disorder().toMillis() * way.uniform();
            delivered.add(new Delivered(at, change));
            GenericRecord envelope = change.envelope();
            if (envelope != null && envelope.get("op").equals("d"))
                delivered.add(new Delivered(at, new Change(change.key(), null)));
            if (way.chance(settings.duplicates()))
                delivered.add(new Delivered(next.time() + settings.disorder().toMillis() * way.uniform(), change));
        }
        delivered.sort(Comparator.comparingDouble(Delivered::at));
        return delivered.stream().map(Delivered::change).toList();
    }

    /** Changes that were made, without repetitions, by Debezium's letter. */
    Map<String, Long> operations() {
        return Map.copyOf(operations);
    }

    /** In the order of the database's log. */
    private List<Planned> planned() {
        List<Planned> planned = new ArrayList<>();
        long start = settings.start().toEpochMilli();
        double gap = settings.span().toMillis() / settings.changes();
        for (int customer = 0; customer < settings.customers(); customer++) {
            if (dice.chance(KNOWN_AT_START)) planned.add(new Planned(start, customer));
            double elapsed = dice.exponential(gap);
            for (; elapsed < settings.span().toMillis(); elapsed += dice.exponential(gap))
                planned.add(new Planned(start + 1 + (long) elapsed, customer));
        }
        planned.sort(Comparator.comparingLong(Planned::time));
        return planned;
    }

    private Change change(String key, long time) {
        GenericRecord before = there.get(key);
        boolean snapshot = time == settings.start().toEpochMilli();
        String op;
        if (before == null) op = snapshot ? "r" : "c";
        else {
            double what = dice.uniform();
            op = what < DELETES ? "d" : what < DELETES + READS_AGAIN ? "r" : "u";
        }
        GenericRecord after = op.equals("d") ? null : op.equals("r") && before != null ? before : row(key, time);
        if (after == null) there.remove(key);
        else there.put(key, after);
        GenericRecord change = new GenericData.Record(table.envelope());
        for (Schema.Field field : table.envelope().getFields())
            change.put(
                    field.pos(),
                    switch (field.name()) {
                        case "before" -> op.equals("r") ? null : before;
                        case "after" -> after;
                        case "source" -> origin(time, op.equals("r"));
                        case "op" -> op;
                        case "ts_ms" -> time;
                        default -> filler(field);
                    });
        operations.merge(op, 1L, Long::sum);
        return new Change(key, change);
    }

    private GenericRecord origin(long time, boolean snapshot) {
        position += dice.between(1, 200);
        GenericRecord origin = new GenericData.Record(origins);
        for (Schema.Field field : origins.getFields())
            origin.put(
                    field.pos(),
                    switch (field.name()) {
                        case "ts_ms" -> time;
                        case "lsn", "pos" -> position;
                        case "snapshot" ->
                            type(field).getType() == Schema.Type.STRING ? String.valueOf(snapshot) : filler(field);
                        default -> filler(field);
                    });
        return origin;
    }

    private GenericRecord row(String key, long time) {
        GenericRecord row = new GenericData.Record(rows);
        for (Schema.Field column : rows.getFields())
            row.put(column.pos(), column.name().equals(table.keySlot().name()) ? key : value(column, key, time));
        return row;
    }

    private @Nullable Object value(Schema.Field column, String key, long time) {
        if (nullable(column) && dice.chance(NULLS)) return null;
        Schema type = type(column);
        return switch (type.getType()) {
            case STRING ->
                column.name().endsWith("_id") ? column.name() + "-" + key : column.name() + "-" + dice.between(1, 6);
            case BOOLEAN -> dice.chance(0.5);
            case INT -> dice.below(120);
            case LONG -> whole(type.getLogicalType(), time);
            case FLOAT -> dice.below(200) * 50f;
            case DOUBLE -> dice.below(200) * 50.0;
            case ENUM -> new GenericData.EnumSymbol(type, dice.oneOf(type.getEnumSymbols()));
            default -> filler(column);
        };
    }

    /** A time within the five years before, or a number. */
    private long whole(@Nullable LogicalType logical, long time) {
        long ago = dice.between(0L, Duration.ofDays(5 * 365).toMillis());
        if (logical == null) return ago % 100_000;
        return logical.getName().endsWith("-micros") ? (time - ago) * 1_000 : time - ago;
    }

    /** What says nothing. */
    private @Nullable Object filler(Schema.Field field) {
        if (nullable(field)) return null;
        Schema type = type(field);
        return switch (type.getType()) {
            case STRING -> field.name();
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0.0;
            case BOOLEAN -> false;
            case ENUM -> new GenericData.EnumSymbol(type, type.getEnumSymbols().get(0));
            default ->
                throw new PlatformException("field " + field.name() + " of " + table.schema() + " is " + type.getType()
                        + ", expected one that may be null, a text, a number, a boolean or an enum");
        };
    }

    private static boolean nullable(Schema.Field field) {
        return field.schema().isNullable();
    }

    private static Schema type(Schema.Field field) {
        if (!field.schema().isUnion()) return field.schema();
        for (Schema branch : field.schema().getTypes()) if (branch.getType() != Schema.Type.NULL) return branch;
        return field.schema();
    }
}
