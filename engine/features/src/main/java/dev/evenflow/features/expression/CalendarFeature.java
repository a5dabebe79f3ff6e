package dev.evenflow.features.expression;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec.CalendarSpec;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/** Sets a feature of the event's time in a time zone, by arithmetic on the zone's offset at that instant. */
public final class CalendarFeature {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private final CalendarSpec spec;
    private final ZoneRules rules;
    /** The zone's offset where it is always the same. */
    private final long fixedOffsetMs;

    private final boolean fixed;
    private final Slot out;

    public CalendarFeature(CalendarSpec spec, ZoneId zone, Slot out) {
        this.spec = spec;
        this.rules = zone.getRules();
        this.fixed = rules.isFixedOffset();
        this.fixedOffsetMs = fixed ? offsetMs(0) : 0;
        this.out = out;
    }

    public void apply(FeatureRow row) {
        long local = row.time + (fixed ? fixedOffsetMs : offsetMs(row.time));
        int hour = (int) (Math.floorMod(local, DAY) / HOUR);
        // 1 January 1970 was a Thursday.
        int dayOfWeek = (int) Math.floorMod(Math.floorDiv(local, DAY) + DayOfWeek.THURSDAY.getValue() - 1, 7L) + 1;
        row.setLong(
                out,
                switch (spec.calendar()) {
                    case WEEKEND -> dayOfWeek >= DayOfWeek.SATURDAY.getValue() ? 1 : 0;
                    case NIGHT -> within(hour) ? 1 : 0;
                    case HOUR_OF_DAY -> hour;
                    case DAY_OF_WEEK -> dayOfWeek;
                });
    }

    private long offsetMs(long time) {
        return rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1_000L;
    }

    /** Both ends included; a range such as 22 to 5 goes over midnight. */
    private boolean within(int hour) {
        return spec.fromHour() <= spec.toHour()
                ? hour >= spec.fromHour() && hour <= spec.toHour()
                : hour >= spec.fromHour() || hour <= spec.toHour();
    }
}
