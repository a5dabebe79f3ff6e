package dev.evenflow.quality.skew;

import dev.evenflow.quality.skew.Values.Value;
import java.io.Serializable;

/**
 * When two values count as the same: numbers if {@code |a - b| <= max(absolute, relative · max(|a|, |b|))}, all else if equal.
 * Two nulls are the same, and so are two NaN; null and a value are not.
 */
public record Tolerance(double relative, double absolute) implements Serializable {
    /** @throws IllegalArgumentException if one is not a number from 0 up */
    public Tolerance {
        if (!(relative >= 0) || !(absolute >= 0))
            throw new IllegalArgumentException("tolerance: relative is " + relative + " and absolute " + absolute
                    + ", expected numbers from 0 up");
    }

    boolean same(Value a, Value b) {
        if (!a.isNumber() || !b.isNumber()) return a.kind() == b.kind() && a.whole() == b.whole();
        if (Double.isNaN(a.number()) || Double.isNaN(b.number()))
            return Double.isNaN(a.number()) && Double.isNaN(b.number());
        boolean whole = a.kind() == Values.LONG && b.kind() == Values.LONG;
        if (a.number() == b.number() && !whole) return true;
        // Large whole numbers may be equal as doubles only.
        double difference =
                a.number() == b.number() ? Math.abs(a.whole() - b.whole()) : Math.abs(a.number() - b.number());
        // An infinite number is near to nothing but itself.
        if (Double.isInfinite(difference)) return false;
        return difference <= Math.max(absolute, relative * Math.max(Math.abs(a.number()), Math.abs(b.number())));
    }

    static double difference(Value a, Value b) {
        return a.isNumber() && b.isNumber() ? Math.abs(a.number() - b.number()) : Double.NaN;
    }
}
