package dev.evenflow.features.kernel;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of one key over time: which of its changes count at a time, whatever order they came in. The only
 * implementation, for batch, stream, served and settled alike. Changes of one time are ordered by their rows' ids and then
 * by content; the last one up to a time counts.
 */
public final class AttributeHistory {
    private final List<Slot> attributes;
    private final Comparator<FeatureRow> order;
    private final List<FeatureRow> changes;

    /**
     * @param order {@link dev.evenflow.features.row.RowOrder} of the plan's layout
     * @param changes as {@link #changes} gave them; null for none yet
     */
    public AttributeHistory(ChangelogPlan plan, Comparator<FeatureRow> order, @Nullable List<FeatureRow> changes) {
        this.attributes = plan.attributes();
        this.order = order;
        this.changes = changes == null ? new ArrayList<>() : new ArrayList<>(changes);
    }

    /** In order; what has to be kept. */
    public List<FeatureRow> changes() {
        return changes;
    }

    /** @return false where it was there before */
    public boolean add(FeatureRow change) {
        int at = Collections.binarySearch(changes, change, order);
        if (at >= 0) return false;
        changes.add(-at - 1, change);
        return true;
    }

    /** Sets an event's attributes as of its time; null before the first change and after a delete. */
    public void apply(FeatureRow event) {
        FeatureRow found = null;
        for (FeatureRow change : changes) {
            if (change.time > event.time) break;
            found = change;
        }
        for (Slot slot : attributes) {
            if (found == null) event.setNull(slot);
            else event.copySlot(slot, found);
        }
    }

    /** Forgets what no event of that time or later can see. */
    public void forget(long time) {
        int base = -1;
        while (base + 1 < changes.size() && changes.get(base + 1).time <= time) base++;
        if (base > 0) changes.subList(0, base).clear();
    }

    /** Whether nothing is known but that the row was deleted, at that time or before: no attribute is left. */
    public boolean isDeleted(long time) {
        if (changes.size() != 1 || changes.get(0).time > time) return false;
        for (Slot slot : attributes) if (!changes.get(0).isNull(slot)) return false;
        return true;
    }
}
