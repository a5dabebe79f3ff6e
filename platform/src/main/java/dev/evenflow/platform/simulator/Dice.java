package dev.evenflow.platform.simulator;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Random draws that are the same on every machine: {@code Math} may round differently from one to the next, so
 * everything that is not exact goes through {@code StrictMath}.
 */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Independent of the draws that follow here. */
    Dice split() {
        return new Dice(random.split());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Between 0, inclusive, and 1, exclusive. */
    double uniform() {
        return random.nextDouble();
    }

    double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Both inclusive. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both inclusive. */
    long between(long low, long high) {
        return low + random.nextLong(high - low + 1);
    }

    <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    double exponential(double mean) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }

    /** Box and Muller's transform; its second value is not used, so that each call draws the same number of times. */
    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Log-normal: half of the draws are below the median. */
    double aroundMedian(double median, double sigma) {
        return median * StrictMath.exp(sigma * gaussian());
    }
}
