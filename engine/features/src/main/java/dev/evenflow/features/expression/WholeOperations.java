package dev.evenflow.features.expression;

import static dev.evenflow.features.expression.Operand.*;

import dev.evenflow.features.expression.Operand.Whole;
import org.jspecify.annotations.Nullable;

/** CEL's functions of whole numbers. An overflow is left to CEL; so are the numbers that stand for other answers. */
final class WholeOperations {
    /** Below this the sum of two fits; below its root their product. */
    private static final long HALF = 1L << 62;

    private static final long ROOT = 1L << 31;

    private WholeOperations() {}

    static @Nullable Operand unary(String function, Whole a) {
        return switch (function) {
            case "-_" ->
                whole(row -> {
                    long x = a.of(row);
                    return within(x, HALF) ? -x : failed(x, 0);
                });
            case "int" ->
                whole(row -> {
                    long x = a.of(row);
                    return x >= LEAST ? x : failed(x, 0);
                });
            case "double" ->
                real(row -> {
                    long x = a.of(row);
                    if (x >= LEAST) return x;
                    return failed(x, 0) == WHOLE_ERROR ? REAL_ERROR : REAL_DOUBT;
                });
            default -> null;
        };
    }

    static @Nullable Operand binary(String function, Whole a, Whole b) {
        return switch (function) {
            case "_+_" ->
                whole(row -> {
                    long x = a.of(row);
                    long y = b.of(row);
                    return within(x, HALF) && within(y, HALF) ? x + y : failed(x, y);
                });
            case "_-_" ->
                whole(row -> {
                    long x = a.of(row);
                    long y = b.of(row);
                    return within(x, HALF) && within(y, HALF) ? x - y : failed(x, y);
                });
            case "_*_" ->
                whole(row -> {
                    long x = a.of(row);
                    long y = b.of(row);
                    return within(x, ROOT) && within(y, ROOT) ? x * y : failed(x, y);
                });
            case "_/_" ->
                whole(row -> {
                    long x = a.of(row);
                    long y = b.of(row);
                    if (x < LEAST || y < LEAST) return failed(x, y);
                    if (y == 0) return WHOLE_ERROR;
                    return y != -1 || within(x, HALF) ? x / y : WHOLE_DOUBT;
                });
            case "_%_" ->
                whole(row -> {
                    long x = a.of(row);
                    long y = b.of(row);
                    if (x < LEAST || y < LEAST) return failed(x, y);
                    return y == 0 ? WHOLE_ERROR : x % y;
                });
            case "_<_" -> less(a, b, false);
            case "_<=_" -> less(a, b, true);
            case "_>_" -> less(b, a, false);
            case "_>=_" -> less(b, a, true);
            default -> null;
        };
    }

    private static Operand less(Whole a, Whole b, boolean orEqual) {
        return flag(row -> {
            long x = a.of(row);
            long y = b.of(row);
            if (x < LEAST || y < LEAST) return Operand.failed(answer(x), answer(y));
            return x < y || orEqual && x == y ? YES : NO;
        });
    }

    static Operand equal(Whole a, Whole b) {
        return flag(row -> {
            long x = a.of(row);
            long y = b.of(row);
            if (x < LEAST || y < LEAST) return Operand.equal(answer(x), answer(y));
            return x == y ? YES : NO;
        });
    }

    /** {@link Math#abs} has no answer for the least of all. */
    private static boolean within(long number, long limit) {
        return number > -limit && number < limit;
    }

    /** Out of the range that is surely right, or no number: doubt unless an operand fails for sure. */
    private static long failed(long x, long y) {
        return Operand.failed(answer(x), answer(y)) == ERROR ? WHOLE_ERROR : WHOLE_DOUBT;
    }
}
