package dev.evenflow.features.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec.Calendar;
import dev.evenflow.features.spec.FeatureSetSpec.CalendarSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendar features against java.time. */
class CalendarFeatureTest {
    private static final long HOUR = 3_600_000;
    private static final String[] ZONES = {
        "UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "+14:00", "-09:30"
    };

    private static long value(Calendar calendar, int fromHour, int toHour, String zone, long time) {
        RowLayout.Builder builder = RowLayout.builder();
        Slot out = builder.add("out", SlotType.LONG, 0);
        FeatureRow row = new FeatureRow(builder.build());
        row.time = time;
        new CalendarFeature(new CalendarSpec("out", "", calendar, fromHour, toHour, 1), ZoneId.of(zone), out)
                .apply(row);
        assertThat(row.isNull(out)).isFalse();
        return row.getLong(out);
    }

    private static void compare(String zone, long time) {
        ZonedDateTime local = Instant.ofEpochMilli(time).atZone(ZoneId.of(zone));
        int day = local.getDayOfWeek().getValue();
        String as = time + " in " + zone;
        assertThat(value(Calendar.HOUR_OF_DAY, 0, 0, zone, time)).as(as).isEqualTo(local.getHour());
        assertThat(value(Calendar.DAY_OF_WEEK, 0, 0, zone, time)).as(as).isEqualTo(day);
        assertThat(value(Calendar.WEEKEND, 0, 0, zone, time)).as(as).isEqualTo(day >= 6 ? 1 : 0);
        assertThat(value(Calendar.NIGHT, 0, 6, zone, time)).as(as).isEqualTo(local.getHour() <= 6 ? 1 : 0);
    }

    /** Every quarter of an hour of two days around each change of 2026. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04"})
    void acrossAChangeOfClocks(String day) {
        long start = Instant.parse(day + "T00:00:00Z").toEpochMilli() - 24 * HOUR;
        for (String zone : ZONES)
            for (long time = start; time < start + 72 * HOUR; time += HOUR / 4) {
                compare(zone, time);
                compare(zone, time - 1);
            }
    }

    @Property
    void atAnyTime(@ForAll @LongRange(max = 7_258_118_400_000L) long time, @ForAll @IntRange(max = 6) int zone) {
        compare(ZONES[zone], time);
    }

    /** 2018-04-01 was a Sunday; the Handbook's night ends before seven. */
    @ParameterizedTest
    @CsvSource({
        "2018-04-01T23:59:59.999Z, 1, 0",
        "2018-04-02T00:00:00Z, 0, 1",
        "2018-04-02T06:59:59.999Z, 0, 1",
        "2018-04-02T07:00:00Z, 0, 0",
        "2018-04-07T00:00:00Z, 1, 1"
    })
    void weekendAndNightOfTheHandbook(Instant time, long weekend, long night) {
        assertThat(value(Calendar.WEEKEND, 0, 0, "UTC", time.toEpochMilli())).isEqualTo(weekend);
        assertThat(value(Calendar.NIGHT, 0, 6, "UTC", time.toEpochMilli())).isEqualTo(night);
    }

    @ParameterizedTest
    @CsvSource({"21, 0", "22, 1", "23, 1", "0, 1", "5, 1", "6, 0", "12, 0"})
    void aNightMayGoOverMidnight(int hour, long night) {
        assertThat(value(Calendar.NIGHT, 22, 5, "UTC", hour * HOUR)).isEqualTo(night);
    }
}
