package dev.evenflow.features.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slots of a {@link FeatureRow}, in order: inputs first, then features. Immutable. */
public final class RowLayout {
    private final List<Slot> slots;
    private final Map<String, Slot> byName;
    private final int textCount;

    private RowLayout(List<Slot> slots, int textCount) {
        this.slots = Collections.unmodifiableList(slots);
        this.byName = new HashMap<>();
        for (Slot slot : slots) byName.put(slot.name(), slot);
        this.textCount = textCount;
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Slot> slots() {
        return slots;
    }

    public int size() {
        return slots.size();
    }

    public int textCount() {
        return textCount;
    }

    public @Nullable Slot find(String name) {
        return byName.get(name);
    }

    /** The slot of that name; an {@link IllegalArgumentException} where there is none. */
    public Slot slot(String name) {
        Slot slot = byName.get(name);
        if (slot == null) throw new IllegalArgumentException("no slot named '" + name + "' in " + byName.keySet());
        return slot;
    }

    /** Collects slots; names are unique. */
    public static final class Builder {
        private final List<Slot> slots = new ArrayList<>();
        private final Map<String, Slot> byName = new HashMap<>();
        private int textCount;

        /** Adds a slot, or returns the one of that name if its type and scale are the same. */
        public Slot add(String name, SlotType type, int scale) {
            Slot known = byName.get(name);
            if (known != null) {
                if (known.type() != type || known.scale() != scale)
                    throw new IllegalArgumentException("slot '" + name + "' is already " + known.type());
                return known;
            }
            Slot slot = new Slot(slots.size(), name, type, scale, type == SlotType.TEXT ? textCount++ : -1);
            slots.add(slot);
            byName.put(name, slot);
            return slot;
        }

        public RowLayout build() {
            return new RowLayout(new ArrayList<>(slots), textCount);
        }
    }
}
