package dev.evenflow.features.vector;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes a completed row as the Avro binary form of a vector, from the row's bytes: the same bytes as Avro's own writer
 * makes of {@link VectorWriter}'s record. Not thread-safe.
 */
public final class VectorEncoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_NUMBER = 10;
    /** Branches of the union of null and a value, as Avro writes their indexes. */
    private static final byte IS_NULL = 0;

    private static final byte IS_VALUE = 2;

    /** What a field of the vector is written from. */
    private enum Source {
        ID,
        TIME,
        EMISSION,
        VERSION,
        SLOT
    }

    private final Source[] sources;
    private final @Nullable Slot[] slots;
    private final List<String> emissions;
    private final byte[] version;
    /** Enough for everything but texts. */
    private final int fixedSize;

    private byte[] buffer;
    private int end;

    public VectorEncoder(FeatureSetSpec spec, String version, Schema schema, RowLayout layout) {
        List<Schema.Field> fields = schema.getFields();
        this.sources = new Source[fields.size()];
        this.slots = new @Nullable Slot[fields.size()];
        this.emissions = schema.getField(VectorSchema.EMISSION).schema().getEnumSymbols();
        this.version = version.getBytes(StandardCharsets.UTF_8);
        for (Schema.Field field : fields) {
            Source source = source(spec, field.name());
            sources[field.pos()] = source;
            if (source == Source.SLOT) slots[field.pos()] = layout.slot(field.name());
        }
        this.fixedSize = fields.size() * (LONGEST_NUMBER + 1) + this.version.length;
        this.buffer = new byte[fixedSize];
    }

    private static Source source(FeatureSetSpec spec, String field) {
        if (field.equals(spec.source().id())) return Source.ID;
        return switch (field) {
            case VectorSchema.EVENT_TIME -> Source.TIME;
            case VectorSchema.EMISSION -> Source.EMISSION;
            case VectorSchema.VERSION -> Source.VERSION;
            default -> Source.SLOT;
        };
    }

    /**
     * @param header what comes before the vector
     * @param emission a symbol of the schema's emission
     * @return an array of its own, of header and vector
     */
    public byte[] encode(byte[] header, FeatureRow row, String emission) {
        int symbol = emissions.indexOf(emission);
        if (symbol < 0) throw new IllegalArgumentException("emission '" + emission + "', expected one of " + emissions);
        end = 0;
        require(header.length + fixedSize);
        System.arraycopy(header, 0, buffer, 0, header.length);
        end = header.length;
        for (int i = 0; i < sources.length; i++) {
            switch (sources[i]) {
                case ID -> id(row);
                case TIME -> number(row.time);
                case EMISSION -> number(symbol);
                case VERSION -> {
                    number(version.length);
                    System.arraycopy(version, 0, buffer, end, version.length);
                    end += version.length;
                }
                case SLOT -> slot(row, java.util.Objects.requireNonNull(slots[i]));
            }
        }
        return Arrays.copyOf(buffer, end);
    }

    private void slot(FeatureRow row, Slot slot) {
        if (row.isNull(slot)) {
            buffer[end++] = IS_NULL;
            return;
        }
        buffer[end++] = IS_VALUE;
        long bits = row.getLong(slot);
        SlotType type = slot.type();
        if (type == SlotType.DOUBLE) {
            LONGS.set(buffer, end, bits);
            end += Double.BYTES;
        } else if (type == SlotType.LONG) {
            number(bits);
        } else if (type == SlotType.BOOLEAN) {
            buffer[end++] = (byte) bits;
        } else {
            int length = row.textLength(slot);
            number(length);
            require(length + fixedSize);
            row.copyText(slot, buffer, end);
            end += length;
        }
    }

    private void id(FeatureRow row) {
        int length = row.idLength();
        number(length);
        require(length + fixedSize);
        row.copyId(buffer, end);
        end += length;
    }

    private void number(long value) {
        long left = value << 1 ^ value >> 63;
        byte[] bytes = buffer;
        int at = end;
        while ((left & ~0x7FL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        end = at;
    }

    private void require(int more) {
        if (end + more > buffer.length) buffer = Arrays.copyOf(buffer, Math.max(end + more, 2 * buffer.length));
    }
}
