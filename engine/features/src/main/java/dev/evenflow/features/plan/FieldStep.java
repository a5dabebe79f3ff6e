package dev.evenflow.features.plan;

import dev.evenflow.features.kernel.ProgramBuilder;
import dev.evenflow.features.plan.AvroBytes.OddException;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads or skips one field of a writer's schema: a primitive, an enum or a fixed, which may be null. */
final class FieldStep {
    /** Where a value goes. */
    enum Target {
        ID,
        TIME,
        KNOWN_AT,
        SLOT,
        PRESENCE
    }

    /**
     * One use of a field.
     *
     * @param slot for SLOT
     * @param field for PRESENCE the field's position in the reader's schema
     */
    record Use(Target target, @Nullable Slot slot, int field) {
        static void add(Map<Integer, List<Use>> uses, int field, Target target, @Nullable Slot slot) {
            uses.computeIfAbsent(field, f -> new ArrayList<>()).add(new Use(target, slot, field));
        }
    }

    private final Schema.Type type;
    /** Which branch of a union is null; -1 where there is no union. */
    private final int nullBranch;
    /** Of a fixed its length. */
    private final int size;

    private final byte[][] symbols;
    /** Slots to set, and whether something else needs the value. */
    private final Slot[] slots;

    private final boolean id;
    private final boolean time;
    private final boolean knownAt;
    private final int presence;

    private FieldStep(Schema schema, List<Use> uses) {
        this.nullBranch = nullBranch(schema);
        Schema plain = nullBranch < 0 ? schema : schema.getTypes().get(1 - nullBranch);
        this.type = plain.getType();
        this.size = type == Schema.Type.FIXED ? plain.getFixedSize() : 0;
        this.symbols = type == Schema.Type.ENUM
                ? plain.getEnumSymbols().stream()
                        .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new)
                : new byte[0][];
        List<Slot> targets = new ArrayList<>();
        for (Use use : uses) if (use.slot() != null) targets.add(use.slot());
        this.slots = targets.toArray(Slot[]::new);
        this.id = uses.stream().anyMatch(use -> use.target() == Target.ID);
        this.time = uses.stream().anyMatch(use -> use.target() == Target.TIME);
        this.knownAt = uses.stream().anyMatch(use -> use.target() == Target.KNOWN_AT);
        this.presence = uses.stream()
                .filter(use -> use.target() == Target.PRESENCE)
                .mapToInt(Use::field)
                .findFirst()
                .orElse(-1);
    }

    /** Null where the field's type, or one of its uses, is for Avro's own reader. */
    static @Nullable FieldStep of(Schema schema, List<Use> uses) {
        if (schema.getType() == Schema.Type.UNION && nullBranch(schema) < 0) return null;
        FieldStep step = new FieldStep(schema, uses);
        Schema plain = AvroField.nonNull(schema);
        for (Use use : uses) if (!step.supports(use, plain)) return null;
        return switch (step.type) {
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, BYTES, FIXED, ENUM -> step;
            default -> null;
        };
    }

    private static int nullBranch(Schema schema) {
        if (schema.getType() != Schema.Type.UNION || schema.getTypes().size() != 2) return -1;
        if (schema.getTypes().get(0).getType() == Schema.Type.NULL) return 0;
        return schema.getTypes().get(1).getType() == Schema.Type.NULL ? 1 : -1;
    }

    private boolean supports(Use use, Schema plain) {
        return switch (use.target()) {
            case PRESENCE -> true;
            case ID -> type == Schema.Type.STRING;
            case TIME, KNOWN_AT -> type == Schema.Type.LONG;
            case SLOT -> supports(Objects.requireNonNull(use.slot()), plain);
        };
    }

    private boolean supports(Slot slot, Schema plain) {
        return switch (type) {
            case STRING, ENUM -> slot.type() == SlotType.TEXT;
            case BOOLEAN -> slot.type() == SlotType.BOOLEAN;
            case FLOAT, DOUBLE -> slot.type() == SlotType.DOUBLE || slot.type() == SlotType.LONG;
            case INT, LONG -> slot.type() == SlotType.LONG;
            case BYTES, FIXED ->
                slot.type() == SlotType.LONG
                        && plain.getLogicalType() != null
                        && AvroField.decimalScale(plain) == slot.scale();
            default -> false;
        };
    }

    void read(AvroBytes in, FeatureRow row) throws OddException {
        if (nullBranch >= 0) {
            int branch = in.readInt();
            if (branch == nullBranch) {
                if (id || time || knownAt) throw OddException.ODD;
                return;
            }
            if (branch != 1 - nullBranch) throw OddException.ODD;
        }
        if (presence >= 0) in.markPresent(presence);
        switch (type) {
            case STRING -> text(in, row);
            case INT -> number(in.readInt(), in, row);
            case LONG -> number(in.readLong(), in, row);
            case FLOAT -> real(in.readFloat(), row);
            case DOUBLE -> real(in.readDouble(), row);
            case BOOLEAN -> {
                boolean value = in.readBoolean();
                for (Slot slot : slots) row.setBoolean(slot, value);
            }
            case ENUM -> {
                int index = in.readInt();
                if (index < 0 || index >= symbols.length) throw OddException.ODD;
                for (Slot slot : slots) row.setText(slot, symbols[index], 0, symbols[index].length);
            }
            case BYTES -> decimal(in.readLong(), in, row);
            case FIXED -> decimal(size, in, row);
            default -> throw new IllegalStateException("no step is made for " + type);
        }
    }

    private void text(AvroBytes in, FeatureRow row) throws OddException {
        long length = in.readLong();
        int from = in.skip(length);
        if (slots.length == 0 && !id) return;
        int bytes = (int) length;
        // UTF-16 has no more units than UTF-8 has bytes
        if (bytes > AvroField.LONGEST_TEXT || id && bytes == 0) throw OddException.ODD;
        if (in.isAscii(from, bytes)) {
            if (id) row.setId(in.bytes(), from, bytes);
            for (Slot slot : slots) row.setText(slot, in.bytes(), from, bytes);
        } else {
            // as Avro reads it: what is no valid UTF-8 is replaced
            String text = new String(in.bytes(), from, bytes, StandardCharsets.UTF_8);
            if (id) row.setId(text);
            for (Slot slot : slots) row.setText(slot, text);
        }
    }

    private void number(long value, AvroBytes in, FeatureRow row) throws OddException {
        if (time || knownAt) {
            if (!AvroField.isTime(value)) throw OddException.ODD;
            if (time) row.labelledTime = value;
            if (knownAt) in.knownAt = value;
        }
        for (Slot slot : slots) set(slot, value, row);
    }

    private void real(double value, FeatureRow row) throws OddException {
        for (Slot slot : slots) {
            if (Double.isNaN(value) || Double.isInfinite(value)) throw OddException.ODD;
            if (slot.type() == SlotType.DOUBLE) {
                row.setDouble(slot, value);
            } else {
                long units = AvroField.units(value, slot.scale());
                if (units == AvroField.NOT_EXACT) throw OddException.ODD;
                set(slot, units, row);
            }
        }
    }

    private void decimal(long length, AvroBytes in, FeatureRow row) throws OddException {
        if (slots.length == 0) {
            in.skip(length);
            return;
        }
        if (length > Long.BYTES) throw OddException.ODD;
        long value = in.readBigEndian((int) length);
        for (Slot slot : slots) set(slot, value, row);
    }

    private static void set(Slot slot, long value, FeatureRow row) throws OddException {
        if (value > ProgramBuilder.LARGEST_INPUT || value < -ProgramBuilder.LARGEST_INPUT) throw OddException.ODD;
        row.setLong(slot, value);
    }
}
