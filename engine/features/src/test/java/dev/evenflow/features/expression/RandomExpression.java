package dev.evenflow.features.expression;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import java.util.Random;

/** Well-typed expressions of the part of CEL that is compiled, and rows with everything at the edges, by a seed. */
final class RandomExpression {
    static final RowLayout LAYOUT = layout();

    private static final double[] REALS = {
        0.0, -0.0, 1.0, -1.0, 2.5, 1e300, -1e300, 1e18, 9.3e18, 4.9e-324, Double.NaN, Double.POSITIVE_INFINITY, 900.0
    };
    private static final long[] WHOLES = {
        0,
        1,
        -1,
        2,
        7,
        1L << 31,
        (1L << 53) + 1,
        1L << 62,
        -(1L << 62),
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Long.MIN_VALUE + 2,
        Long.MIN_VALUE + 3
    };
    private static final String[] TEXTS = {"", "ATM", "CHIP", "CHIPS", "error", "h\u00e9\ud83d\ude00"};

    private final Random random;
    private final boolean nulls;

    RandomExpression(Random random, boolean nulls) {
        this.random = random;
        this.nulls = nulls;
    }

    private static RowLayout layout() {
        RowLayout.Builder builder = RowLayout.builder();
        builder.add("amount", SlotType.LONG, 4);
        builder.add("price", SlotType.LONG, 2);
        for (String name : new String[] {"m", "n"}) builder.add(name, SlotType.LONG, 0);
        for (String name : new String[] {"x", "y", "z"}) builder.add(name, SlotType.DOUBLE, 0);
        for (String name : new String[] {"s", "t"}) builder.add(name, SlotType.TEXT, 0);
        for (String name : new String[] {"p", "q"}) builder.add(name, SlotType.BOOLEAN, 0);
        return builder.build();
    }

    /** @param ordinary only values that nothing can overflow with, and no nulls */
    static FeatureRow row(Random random, boolean ordinary) {
        FeatureRow row = new FeatureRow(LAYOUT);
        for (Slot slot : LAYOUT.slots()) {
            if (!ordinary && random.nextInt(6) == 0) continue;
            boolean edge = !ordinary && random.nextBoolean();
            switch (slot.type()) {
                case LONG -> row.setLong(slot, edge ? WHOLES[random.nextInt(WHOLES.length)] : 1 + random.nextInt(5));
                case DOUBLE ->
                    row.setDouble(slot, edge ? REALS[random.nextInt(REALS.length)] : 0.5 * (1 + random.nextInt(5)));
                case BOOLEAN -> row.setBoolean(slot, random.nextBoolean());
                case TEXT -> row.setText(slot, TEXTS[random.nextInt(TEXTS.length)]);
            }
        }
        return row;
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    String flag(int depth) {
        if (depth == 0) return one("p", "q", "true", "false");
        int next = depth - 1;
        return switch (random.nextInt(nulls ? 15 : 12)) {
            case 0 -> one("p", "q");
            case 1 -> "!(" + flag(next) + ")";
            case 2, 3 -> "(" + flag(next) + " && " + flag(next) + ")";
            case 4, 5 -> "(" + flag(next) + " || " + flag(next) + ")";
            case 6 -> "(" + flag(next) + " ? " + flag(next) + " : " + flag(next) + ")";
            case 7 -> "(" + real(next) + one(" < ", " <= ", " > ", " >= ", " == ", " != ") + real(next) + ")";
            case 8 -> "(" + whole(next) + one(" < ", " <= ", " > ", " >= ", " == ", " != ") + whole(next) + ")";
            case 9 -> "(" + text() + one(" == ", " != ") + text() + ")";
            case 10 ->
                switch (random.nextInt(4)) {
                    case 0 -> "(" + text() + " in [\"ATM\", \"CHIP\"])";
                    case 1 -> "(" + whole(next) + " in [1, 2, 9223372036854775807])";
                    case 2 -> "(" + real(next) + " in [1.0, 0.0])";
                    default -> one("s", "t") + "." + one("startsWith", "endsWith", "contains") + "(" + text() + ")";
                };
            case 11 -> "(" + flag(next) + one(" == ", " != ") + flag(next) + ")";
            case 12 -> "(" + one("amount", "x", "n", "s", "p") + one(" == ", " != ") + "null)";
            case 13 -> "(" + one("null == y", "null != t", "m == null", "q != null") + ")";
            default -> "(" + one("x", "n", "t", "p") + " == null || " + flag(next) + ")";
        };
    }

    String real(int depth) {
        if (depth == 0)
            return one("amount", "price", "x", "y", "z", "0.0", "1.0", "900.0", "-2.5", "1e300", "(-0.0)", "0.5");
        int next = depth - 1;
        return switch (random.nextInt(9)) {
            case 0 -> one("amount", "price", "x", "y", "z");
            case 1, 2, 3 -> "(" + real(next) + one(" + ", " - ", " * ", " / ") + real(next) + ")";
            case 4 -> one("sqrt", "ln", "abs", "-", "double") + "(" + real(next) + ")";
            case 5 -> one("least", "greatest") + "(" + real(next) + ", " + real(next) + ")";
            case 6 -> "double(" + whole(next) + ")";
            case 7 -> "(" + flag(next) + " ? " + real(next) + " : " + real(next) + ")";
            default -> "distance_km(x, y, " + real(0) + ", 2.0)";
        };
    }

    String whole(int depth) {
        if (depth == 0) return one("m", "n", "0", "1", "-1", "3", "4611686018427387904", "-9223372036854775800");
        int next = depth - 1;
        return switch (random.nextInt(6)) {
            case 0 -> one("m", "n");
            case 1, 2 -> "(" + whole(next) + one(" + ", " - ", " * ", " / ", " % ") + whole(next) + ")";
            case 3 -> one("-", "int") + "(" + whole(next) + ")";
            case 4 -> "int(" + real(next) + ")";
            default -> "(" + flag(next) + " ? " + whole(next) + " : " + whole(next) + ")";
        };
    }

    private String text() {
        return one("s", "t", "\"ATM\"", "\"\"", "\"CHIP\"", "\"\u00e9\"");
    }
}
