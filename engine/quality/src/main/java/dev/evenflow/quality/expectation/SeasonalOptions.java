package dev.evenflow.quality.expectation;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How a {@link SeasonalVolume} learns and how much it forgives.
 *
 * @param zone whose clock the season follows
 * @param windowMs length of the windows counted
 * @param tolerance spreads that a count may be away from the middle
 * @param leastSpread the spread is this share of the middle at least
 * @param warmUp windows that a slot must have seen before it judges, 3 or more
 * @param cycles different cycles that a slot must have seen before it judges
 * @param relearnAfter windows in a row that must be off before the new level is taken for normal; 0 for never
 */
public record SeasonalOptions(
        Season season,
        ZoneId zone,
        long windowMs,
        double tolerance,
        double leastSpread,
        int warmUp,
        int cycles,
        int relearnAfter) {

    public SeasonalOptions {
        require(windowMs > 0, "windowMs", "positive", windowMs);
        require(tolerance > 0, "tolerance", "positive", tolerance);
        require(leastSpread >= 0 && leastSpread < 1, "leastSpread", "from 0 to below 1", leastSpread);
        require(warmUp >= 3, "warmUp", "3 or more", warmUp);
        require(cycles >= 1, "cycles", "1 or more", cycles);
        require(relearnAfter >= 0, "relearnAfter", "0 or more", relearnAfter);
    }

    /** Hours of a week in UTC, judged from the third week on. */
    public static SeasonalOptions weekly(long windowMs) {
        return new SeasonalOptions(Season.HOUR_OF_WEEK, ZoneOffset.UTC, windowMs, 4, 0.05, 3, 2, 0);
    }

    /** No season: the level of the last windows, judged after ten of them. */
    public static SeasonalOptions level(long windowMs) {
        return new SeasonalOptions(Season.NONE, ZoneOffset.UTC, windowMs, 4, 0.05, 10, 1, 0);
    }

    public SeasonalOptions withTolerance(double other) {
        return new SeasonalOptions(season, zone, windowMs, other, leastSpread, warmUp, cycles, relearnAfter);
    }

    public SeasonalOptions withSeason(Season other) {
        return new SeasonalOptions(other, zone, windowMs, tolerance, leastSpread, warmUp, cycles, relearnAfter);
    }

    public SeasonalOptions withWarmUp(int windows, int differentCycles) {
        return new SeasonalOptions(
                season, zone, windowMs, tolerance, leastSpread, windows, differentCycles, relearnAfter);
    }

    public SeasonalOptions withRelearnAfter(int windows) {
        return new SeasonalOptions(season, zone, windowMs, tolerance, leastSpread, warmUp, cycles, windows);
    }

    private static void require(boolean holds, String option, String expected, Object got) {
        if (!holds) {
            throw new IllegalArgumentException(option + " must be " + expected + ", got " + got);
        }
    }
}
