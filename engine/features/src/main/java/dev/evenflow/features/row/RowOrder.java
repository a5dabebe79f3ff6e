package dev.evenflow.features.row;

import java.util.Comparator;

/**
 * The order in which rows of one key are processed: time, labels before events, then id. It is total, but for rows of one
 * time and id with other content, which are compared by that, so that even then arrival order decides nothing.
 */
public final class RowOrder {
    private RowOrder() {}

    /** For rows of that layout. */
    public static Comparator<FeatureRow> of(RowLayout layout) {
        return Comparator.<FeatureRow>comparingLong(row -> row.time)
                .thenComparing(row -> row.kind == FeatureRow.Kind.LABEL ? 0 : 1)
                .thenComparing(FeatureRow::compareIds)
                .thenComparing((a, b) -> byContent(layout, a, b));
    }

    private static int byContent(RowLayout layout, FeatureRow a, FeatureRow b) {
        for (Slot slot : layout.slots()) {
            if (a.sameSlot(slot, b)) continue;
            if (a.isNull(slot)) return -1;
            if (b.isNull(slot)) return 1;
            return slot.type() == SlotType.TEXT
                    ? String.valueOf(a.getText(slot)).compareTo(String.valueOf(b.getText(slot)))
                    : Long.compare(a.getLong(slot), b.getLong(slot));
        }
        return 0;
    }
}
