package dev.evenflow.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.check.Outcome;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeasonalVolumeTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long WEEK = 168 * HOUR;
    private static final long MONDAY = 4 * 24 * HOUR; // 1970-01-05

    @Test
    void judgesFromTheThirdWeekOnAndKnowsTheHours() {
        SeasonalVolume volume = new SeasonalVolume(SeasonalOptions.weekly(5 * MINUTE));
        Random noise = new Random(1);
        int unknown = 0;
        int failed = 0;
        for (long at = MONDAY; at < MONDAY + 8 * WEEK; at += 5 * MINUTE) {
            Judgement judgement = volume.observe(at, typical(at) + noise.nextGaussian() * 20, false);
            unknown += judgement.outcome() == Outcome.UNKNOWN ? 1 : 0;
            failed += judgement.outcome() == Outcome.FAIL ? 1 : 0;
        }

        // the first week of twelve windows an hour, and the first window of each hour of the second
        assertThat(unknown).isEqualTo(168 * 13);
        assertThat(failed).isLessThan(20); // of 13,942
        long noon = MONDAY + 9 * WEEK + 12 * HOUR;
        long night = MONDAY + 9 * WEEK + 3 * HOUR;
        assertThat(volume.judge(noon, typical(noon)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(volume.judge(noon, 2 * typical(noon)).tooMany()).isTrue();
        assertThat(volume.judge(noon, typical(noon) / 2).tooFew()).isTrue();
        assertThat(volume.judge(night, typical(noon)).tooMany()).isTrue();
        assertThat(volume.judge(noon, typical(night)).tooFew()).isTrue();
        assertThat(volume.toBytes()).hasSizeLessThan(8_192);
    }

    @Test
    void oneOutlierLearnedDoesLittleHarmAndAnIncidentNone() {
        SeasonalVolume volume = new SeasonalVolume(SeasonalOptions.level(10_000));
        for (int i = 0; i < 30; i++) {
            volume.observe(i * 10_000L, 1_000 + i % 7, false);
        }
        double middle = volume.judge(300_000, 1_000).middle();

        assertThat(volume.observe(300_000, 50_000, false).tooMany()).isTrue();
        assertThat(volume.judge(310_000, 1_000).middle()).isCloseTo(middle, within(6.0));
        byte[] before = volume.toBytes();
        for (int i = 31; i < 100; i++) {
            assertThat(volume.observe(i * 10_000L, 2_000, true).tooMany()).isTrue();
        }
        assertThat(volume.judge(1_000_000, 1_003).outcome()).isEqualTo(Outcome.PASS);
        assertThat(SeasonalVolume.fromBytes(before, SeasonalOptions.level(10_000))
                        .judge(1_000_000, 1_003)
                        .middle())
                .isEqualTo(volume.judge(1_000_000, 1_003).middle());
    }

    @Test
    void anOutlierAmongTheFirstThreeWindowsIsNotTheLevel() {
        SeasonalVolume volume = new SeasonalVolume(SeasonalOptions.level(10_000).withWarmUp(3, 1));
        volume.learn(0, 7); // the job started in the middle of a window
        volume.learn(10_000, 1_000);
        volume.learn(20_000, 1_004);

        assertThat(volume.judge(30_000, 1_000).middle()).isEqualTo(1_000);
        assertThat(volume.judge(30_000, 7).tooFew()).isTrue();
    }

    @Test
    void aSpreadThatWasTooSmallAtTheStartGrows() {
        SeasonalVolume volume = new SeasonalVolume(SeasonalOptions.level(10_000));
        Random noise = new Random(2);
        for (int i = 0; i < 10; i++) {
            volume.observe(i * 10_000L, 1_000, false);
        }
        int late = 0;
        for (int i = 10; i < 1_000; i++) {
            Judgement judgement = volume.observe(i * 10_000L, 1_000 + 300 * noise.nextGaussian(), false);
            late += i >= 500 && judgement.outcome() == Outcome.FAIL ? 1 : 0;
        }
        assertThat(late).isLessThan(5);
    }

    @Test
    void aLevelThatStaysBecomesNormalIfTheRuleSaysSo() {
        SeasonalVolume volume = new SeasonalVolume(
                SeasonalOptions.level(10_000).withWarmUp(5, 1).withRelearnAfter(20));
        for (int i = 0; i < 10; i++) {
            volume.observe(i * 10_000L, 1_000, false);
        }
        for (int i = 10; i < 40; i++) {
            volume.observe(i * 10_000L, 3_000, i > 12);
        }
        for (int i = 40; i < 50; i++) {
            volume.observe(i * 10_000L, 3_000, false);
        }
        assertThat(volume.judge(500_000, 3_000).outcome()).isEqualTo(Outcome.PASS);
        assertThat(volume.judge(500_000, 1_000).tooFew()).isTrue();
    }

    @Test
    void theSeasonFollowsTheClockOnTheWall() {
        ZoneId newYork = ZoneId.of("America/New_York");
        SeasonalOptions options = new SeasonalOptions(Season.HOUR_OF_DAY, newYork, HOUR, 4, 0.05, 3, 3, 0);
        SeasonalVolume volume = new SeasonalVolume(options);
        long winterNoon = 1_704_128_400_000L; // 2024-01-01T12:00 in New York
        for (int day = 0; day < 3; day++) {
            volume.learn(winterNoon + day * 24 * HOUR, 500);
        }
        long summerNoon = 1_719_849_600_000L; // 2024-07-01T12:00 in New York
        assertThat(volume.judge(summerNoon, 500).outcome()).isEqualTo(Outcome.PASS);
        assertThat(volume.judge(summerNoon + HOUR, 500).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void stateOfVersionOneIsReadForEver() {
        SeasonalOptions options = SeasonalOptions.level(10_000).withWarmUp(3, 1);
        SeasonalVolume volume = new SeasonalVolume(options);
        for (int i = 0; i < 4; i++) {
            volume.learn(MONDAY + i * 10_000L, 100 + i);
        }
        String golden = "0100046e6f6e650000000000010000000000040000000100000000000000"
                + "0040596000000000003ff606c226809d4a0000000000000000";

        assertThat(HexFormat.of().formatHex(volume.toBytes())).isEqualTo(golden);
        SeasonalVolume read = SeasonalVolume.fromBytes(HexFormat.of().parseHex(golden), options);
        assertThat(read.judge(MONDAY, 101)).isEqualTo(volume.judge(MONDAY, 101));
        assertThat(read.judge(MONDAY, 101).middle()).isEqualTo(101.5);
        assertThatThrownBy(() -> SeasonalVolume.fromBytes(new byte[] {9}, options))
                .hasMessageContaining("version 9")
                .hasMessageContaining("reads version 1");
    }

    @Property(tries = 200)
    void everyMomentHasASlotAndAWeekLaterTheSame(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 4_000_000_000_000L) long ms) {
        int slot = Season.HOUR_OF_WEEK.slot(ms);

        assertThat(slot).isBetween(0, 167);
        assertThat(Season.HOUR_OF_WEEK.slot(ms + WEEK)).isEqualTo(slot);
        assertThat(Season.HOUR_OF_WEEK.cycle(ms + WEEK)).isEqualTo(Season.HOUR_OF_WEEK.cycle(ms) + 1);
        assertThat(Season.HOUR_OF_DAY.slot(ms)).isEqualTo(slot % 24);
    }

    @Property(tries = 100)
    void whatWasAlwaysTheSameIsNormalAndThriceItIsNot(@ForAll @IntRange(min = 100, max = 1_000_000) int count) {
        SeasonalVolume volume = new SeasonalVolume(SeasonalOptions.level(MINUTE));
        for (int i = 0; i < 20; i++) {
            volume.learn(i * MINUTE, count);
        }
        assertThat(volume.judge(20 * MINUTE, count).outcome()).isEqualTo(Outcome.PASS);
        assertThat(volume.judge(20 * MINUTE, 3.0 * count).tooMany()).isTrue();
        assertThat(volume.judge(20 * MINUTE, 0).tooFew()).isTrue();
    }

    private static double typical(long at) {
        long hour = at / HOUR % 24;
        return 400 + 300 * Math.sin((hour - 6) * Math.PI / 12);
    }
}
