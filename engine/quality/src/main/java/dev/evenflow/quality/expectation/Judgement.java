package dev.evenflow.quality.expectation;

import dev.evenflow.quality.check.Outcome;

/**
 * A value against what was expected of it.
 *
 * @param low lowest normal value; NaN, as the others, while nothing is expected yet
 * @param learnedFrom observations behind the expectation
 */
public record Judgement(Outcome outcome, double value, double low, double middle, double high, long learnedFrom) {
    static Judgement of(double value, double low, double middle, double high, long learnedFrom) {
        Outcome outcome = value >= low && value <= high ? Outcome.PASS : Outcome.FAIL;
        return new Judgement(outcome, value, low, middle, high, learnedFrom);
    }

    static Judgement unknown(double value, long learnedFrom) {
        return new Judgement(Outcome.UNKNOWN, value, Double.NaN, Double.NaN, Double.NaN, learnedFrom);
    }

    public boolean tooFew() {
        return outcome == Outcome.FAIL && value < low;
    }

    public boolean tooMany() {
        return outcome == Outcome.FAIL && value > high;
    }
}
