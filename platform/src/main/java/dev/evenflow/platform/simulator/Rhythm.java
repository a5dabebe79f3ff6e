package dev.evenflow.platform.simulator;

/** How busy an hour of the week is, in UTC: 1 on average over a week. */
final class Rhythm {
    private static final int HOURS = 7 * 24;
    private static final long HOUR_MILLIS = 3_600_000;
    /** 1 January 1970 was a Thursday; the week here begins on Monday. */
    private static final int HOURS_TO_THURSDAY = 3 * 24;

    private static final double[] BY_HOUR = {
        0.25, 0.15, 0.10, 0.08, 0.10, 0.20, 0.45, 0.80, 1.00, 1.05, 1.15, 1.40, 1.65, 1.40, 1.15, 1.15, 1.35, 1.70,
        1.80, 1.60, 1.25, 0.95, 0.65, 0.40
    };
    private static final double[] BY_DAY = {0.90, 0.92, 0.95, 1.00, 1.20, 1.25, 0.78};

    private static final double[] FACTORS = new double[HOURS];
    private static final double BUSIEST;

    static {
        double sum = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            FACTORS[hour] = BY_HOUR[hour % 24] * BY_DAY[hour / 24];
            sum += FACTORS[hour];
        }
        double busiest = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            FACTORS[hour] *= HOURS / sum;
            busiest = Math.max(busiest, FACTORS[hour]);
        }
        BUSIEST = busiest;
    }

    private Rhythm() {}

    static double factor(long timeMillis) {
        return FACTORS[(int) Math.floorMod(Math.floorDiv(timeMillis, HOUR_MILLIS) + HOURS_TO_THURSDAY, HOURS)];
    }

    /** No factor is above it. */
    static double busiest() {
        return BUSIEST;
    }
}
