package dev.evenflow.quality.expectation;

import java.util.ArrayList;
import java.util.List;

/** Positions of unusual values in a series that is there as a whole, as Deequ finds them. */
public final class SeriesAnomalies {
    private SeriesAnomalies() {}

    /** Where the difference to the value before lies outside the bounds. */
    public static List<Integer> rateOfChange(double[] series, double maxDecrease, double maxIncrease) {
        List<Integer> anomalies = new ArrayList<>();
        for (int i = 1; i < series.length; i++) {
            double change = series[i] - series[i - 1];
            if (change < maxDecrease || change > maxIncrease) {
                anomalies.add(i);
            }
        }
        return anomalies;
    }

    /**
     * Where a value from {@code from} to before {@code to} is further from the mean of all others than so many standard
     * deviations (of a sample).
     */
    public static List<Integer> batchNormal(double[] series, int from, int to, double lowerFactor, double upperFactor) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < series.length; i++) {
            if (i < from || i >= to) {
                n++;
                double away = series[i] - mean;
                mean += away / n;
                squares += away * (series[i] - mean);
            }
        }
        if (n < 2) {
            throw new IllegalArgumentException("expected two values or more outside of " + from + " to " + to);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        List<Integer> anomalies = new ArrayList<>();
        for (int i = from; i < Math.min(to, series.length); i++) {
            if (series[i] < mean - lowerFactor * deviation || series[i] > mean + upperFactor * deviation) {
                anomalies.add(i);
            }
        }
        return anomalies;
    }
}
