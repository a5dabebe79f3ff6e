package dev.evenflow.features.row;

/**
 * One named value of a row.
 *
 * @param index position in the layout, from 0
 * @param name the source field, predicate or feature it holds
 * @param type how it is held
 * @param scale for {@code LONG}: the value is {@code unscaled / 10^scale}; otherwise 0
 */
public record Slot(int index, String name, SlotType type, int scale) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private static final double[] UNITS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    /** {@code 10^scale} for a scale of 0 to 18, exact: what an unscaled number is divided by. */
    public static double unit(int scale) {
        return UNITS[scale];
    }
}
