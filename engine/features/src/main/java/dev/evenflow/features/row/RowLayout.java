package dev.evenflow.features.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a {@link FeatureRow}, in order: inputs first, then features in sections, one for each operator that sets
 * them. A row carries the sections that are set, and copies those it does not look at. Immutable.
 */
public final class RowLayout {
    private static final int LARGEST_SECTIONS = 62;

    private final List<Slot> slots;
    private final Map<String, Slot> byName;
    /** First slot of each section of features, and the number of slots at the end. */
    private final int[] sections;

    private final int inputs;
    private final int bitmapBytes;
    private final int featureBytes;

    private RowLayout(List<Slot> slots, List<Integer> sectionStarts) {
        this.slots = Collections.unmodifiableList(slots);
        this.byName = new HashMap<>();
        for (Slot slot : slots) byName.put(slot.name(), slot);
        this.sections = new int[sectionStarts.size() + 1];
        for (int i = 0; i < sectionStarts.size(); i++) sections[i] = sectionStarts.get(i);
        sections[sectionStarts.size()] = slots.size();
        this.inputs = sections[0];
        this.bitmapBytes = (slots.size() + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
        this.featureBytes = (slots.size() - inputs) * Long.BYTES;
        if (sections.length > LARGEST_SECTIONS)
            throw new IllegalArgumentException(
                    sectionStarts.size() + " sections of features, expected fewer than " + LARGEST_SECTIONS);
    }

    /** Number of input slots. */
    int inputs() {
        return inputs;
    }

    /** Bytes of a bit for each slot, a multiple of eight. */
    int bitmapBytes() {
        return bitmapBytes;
    }

    int inputBytes() {
        return bitmapBytes + inputs * Long.BYTES;
    }

    int featureBytes() {
        return featureBytes;
    }

    int sectionCount() {
        return sections.length - 1;
    }

    /** First slot of a section of features; of {@link #sectionCount} the number of slots. */
    int sectionStart(int section) {
        return sections[section];
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
        private final List<Integer> sectionStarts = new ArrayList<>();

        /** Begins a section: slots added from here on are features that are set together. */
        public void section() {
            sectionStarts.add(slots.size());
        }

        /** Adds a slot, or returns the one of that name if its type and scale are the same. */
        public Slot add(String name, SlotType type, int scale) {
            Slot known = byName.get(name);
            if (known != null) {
                if (known.type() != type || known.scale() != scale)
                    throw new IllegalArgumentException("slot '" + name + "' is already " + known.type());
                return known;
            }
            Slot slot = new Slot(slots.size(), name, type, scale);
            slots.add(slot);
            byName.put(name, slot);
            return slot;
        }

        public RowLayout build() {
            return new RowLayout(new ArrayList<>(slots), sectionStarts);
        }
    }
}
