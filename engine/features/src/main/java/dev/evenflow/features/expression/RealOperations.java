package dev.evenflow.features.expression;

import static dev.evenflow.features.expression.Operand.*;

import dev.evenflow.features.expression.Operand.Kind;
import dev.evenflow.features.expression.Operand.Real;
import dev.evenflow.features.spec.Geo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** CEL's functions of doubles, and ours. Every NaN among the operands takes the slow way, as it may be no number at all. */
final class RealOperations {
    /** Whole numbers up to here have a double of their own, and back. */
    private static final double EXACT = 0x1p53;

    private RealOperations() {}

    static @Nullable Operand unary(String function, Real a) {
        return switch (function) {
            case "-_" ->
                real(row -> {
                    double x = a.of(row);
                    return Double.isNaN(x) ? failed(x, 0) : -x;
                });
            case "sqrt" ->
                real(row -> {
                    double x = a.of(row);
                    return Double.isNaN(x) ? failed(x, 0) : Math.sqrt(x);
                });
            case "ln" ->
                real(row -> {
                    double x = a.of(row);
                    return Double.isNaN(x) ? failed(x, 0) : StrictMath.log(x);
                });
            case "abs" ->
                real(row -> {
                    double x = a.of(row);
                    return Double.isNaN(x) ? failed(x, 0) : Math.abs(x);
                });
            case "double" ->
                real(row -> {
                    double x = a.of(row);
                    return Double.isNaN(x) ? failed(x, 0) : x;
                });
            case "int" ->
                whole(row -> {
                    double x = a.of(row);
                    if (Math.abs(x) < EXACT) return (long) x;
                    return Double.isNaN(x) && Operand.failed(answer(x), YES) == ERROR ? WHOLE_ERROR : WHOLE_DOUBT;
                });
            default -> null;
        };
    }

    static @Nullable Operand binary(String function, Real a, Real b) {
        return switch (function) {
            case "_+_" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : x + y;
                });
            case "_-_" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : x - y;
                });
            case "_*_" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : x * y;
                });
            case "_/_" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : x / y;
                });
            case "least" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : Math.min(x, y);
                });
            case "greatest" ->
                real(row -> {
                    double x = a.of(row);
                    double y = b.of(row);
                    return Double.isNaN(x) || Double.isNaN(y) ? failed(x, y) : Math.max(x, y);
                });
            case "_<_" -> less(a, b, false);
            case "_<=_" -> less(a, b, true);
            case "_>_" -> less(b, a, false);
            case "_>=_" -> less(b, a, true);
            default -> null;
        };
    }

    private static Operand less(Real a, Real b, boolean orEqual) {
        return flag(row -> {
            double x = a.of(row);
            double y = b.of(row);
            if (x < y) return YES;
            if (x > y) return NO;
            if (!Double.isNaN(x) && !Double.isNaN(y)) return signs(x, y, orEqual ? YES : NO);
            return Operand.failed(answer(x), answer(y));
        });
    }

    static Operand equal(Real a, Real b) {
        return flag(row -> {
            double x = a.of(row);
            double y = b.of(row);
            if (!Double.isNaN(x) && !Double.isNaN(y)) return x == y ? signs(x, y, YES) : NO;
            boolean number = Double.isNaN(x) && answer(x) == YES || Double.isNaN(y) && answer(y) == YES;
            return number ? DOUBT : Operand.equal(answered(x), answered(y));
        });
    }

    /** The two zeroes are left to CEL. */
    private static int signs(double x, double y, int answer) {
        return x == 0 && Double.doubleToRawLongBits(x) != Double.doubleToRawLongBits(y) ? DOUBT : answer;
    }

    static @Nullable Operand distance(List<Operand> operands) {
        for (Operand operand : operands) if (operand.kind() != Kind.REAL) return null;
        Real a = Objects.requireNonNull(operands.get(0).real());
        Real b = Objects.requireNonNull(operands.get(1).real());
        Real c = Objects.requireNonNull(operands.get(2).real());
        Real d = Objects.requireNonNull(operands.get(3).real());
        return real(row -> {
            double fromLatitude = a.of(row);
            double fromLongitude = b.of(row);
            double toLatitude = c.of(row);
            double toLongitude = d.of(row);
            if (Double.isNaN(fromLatitude + fromLongitude + toLatitude + toLongitude)) return REAL_DOUBT;
            return Geo.distanceKm(fromLatitude, fromLongitude, toLatitude, toLongitude);
        });
    }

    private static int answered(double x) {
        return Double.isNaN(x) ? answer(x) : YES;
    }

    /** At least one of them is NaN: that number, an error, or doubt. */
    private static double failed(double x, double y) {
        int first = answered(x);
        int second = answered(y);
        if (first == YES && second == YES) return Double.NaN;
        return Operand.failed(first, second) == ERROR ? REAL_ERROR : REAL_DOUBT;
    }
}
