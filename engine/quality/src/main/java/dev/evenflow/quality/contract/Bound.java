package dev.evenflow.quality.contract;

import java.util.List;
import java.util.StringJoiner;

/**
 * What {@code mustBe…} asks of a value: all comparisons hold. Between includes both ends, as in SQL and as the standard's own
 * {@code [0, 100]} reads; NaN satisfies nothing.
 */
public record Bound(List<Comparison> comparisons) {
    public static final Bound NONE_AT_ALL = new Bound(List.of(new Comparison(Operator.MUST_BE, 0, 0)));

    /** @param to second number of the operators that have two, else equal to {@code from} */
    public record Comparison(Operator operator, double from, double to) {
        boolean holds(double value) {
            return switch (operator) {
                case MUST_BE -> value == from;
                case MUST_NOT_BE -> value != from && !Double.isNaN(value);
                case GREATER -> value > from;
                case GREATER_OR_EQUAL -> value >= from;
                case LESS -> value < from;
                case LESS_OR_EQUAL -> value <= from;
                case BETWEEN -> value >= from && value <= to;
                case NOT_BETWEEN -> value < from || value > to;
            };
        }

        String text() {
            return switch (operator) {
                case MUST_BE -> number(from);
                case MUST_NOT_BE -> "not " + number(from);
                case GREATER -> "> " + number(from);
                case GREATER_OR_EQUAL -> ">= " + number(from);
                case LESS -> "< " + number(from);
                case LESS_OR_EQUAL -> "<= " + number(from);
                case BETWEEN -> "from " + number(from) + " to " + number(to);
                case NOT_BETWEEN -> "not from " + number(from) + " to " + number(to);
            };
        }
    }

    /** The standard's operators; {@code alias} is how some tools write it. */
    public enum Operator {
        MUST_BE("mustBe", "mustBe"),
        MUST_NOT_BE("mustNotBe", "mustNotBe"),
        GREATER("mustBeGreaterThan", "mustBeGreaterThan"),
        GREATER_OR_EQUAL("mustBeGreaterOrEqualTo", "mustBeGreaterThanOrEqualTo"),
        LESS("mustBeLessThan", "mustBeLessThan"),
        LESS_OR_EQUAL("mustBeLessOrEqualTo", "mustBeLessThanOrEqualTo"),
        BETWEEN("mustBeBetween", "mustBeBetween"),
        NOT_BETWEEN("mustNotBeBetween", "mustNotBeBetween");

        final String key;
        final String alias;

        Operator(String key, String alias) {
            this.key = key;
            this.alias = alias;
        }

        boolean takesTwo() {
            return this == BETWEEN || this == NOT_BETWEEN;
        }
    }

    public Bound {
        comparisons = List.copyOf(comparisons);
    }

    public static Bound lessThan(double number) {
        return new Bound(List.of(new Comparison(Operator.LESS, number, number)));
    }

    public boolean holds(double value) {
        for (Comparison comparison : comparisons) if (!comparison.holds(value)) return false;
        return true;
    }

    /** Whether, of things counted in that unit, not even one may be there: then each single one is an offence. */
    public boolean allowsNone(Unit unit) {
        return holds(0) && !holds(unit == Unit.ROWS ? 1 : Double.MIN_VALUE);
    }

    /** As a person reads it, for example {@code < 1}; several comparisons are joined by {@code and}. */
    public String text() {
        StringJoiner text = new StringJoiner(" and ");
        for (Comparison comparison : comparisons) text.add(comparison.text());
        return text.toString();
    }

    static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
