package dev.evenflow.fraud.codec;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.vector.VectorSchema;
import dev.evenflow.flink.files.ParquetFieldsWriter;
import dev.evenflow.fraud.state.FeatureSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Hands a row's values to the columns of its vector: the same as {@link FeaturePlan#toVector}, without a record. */
public final class VectorFields implements ParquetFieldsWriter.ToFields<FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;
    private final Emission emission;
    private transient @Nullable Columns columns;

    public VectorFields(FeatureSet set, Emission emission) {
        this.set = set;
        this.emission = emission;
    }

    /** Fields whose values hardly repeat. */
    public List<String> distinct() {
        return List.of(set.plan().spec().source().id(), VectorSchema.EVENT_TIME);
    }

    @Override
    public void write(FeatureRow row, ParquetFieldsWriter.Fields out) {
        Columns known = columns;
        if (known == null) {
            known = new Columns(set.plan());
            columns = known;
        }
        known.write(row, emission, out);
    }

    /** What each field of the schema is. */
    private static final class Columns {
        private final @Nullable Slot[] slots;
        private final int idField;
        private final int timeField;
        private final int emissionField;
        private final byte[] version;
        private final Map<String, byte[]> symbols = new ConcurrentHashMap<>();

        Columns(FeaturePlan plan) {
            Schema schema = plan.vectorSchema();
            int count = schema.getFields().size();
            this.slots = new @Nullable Slot[count];
            this.idField = position(schema, plan.spec().source().id());
            this.timeField = position(schema, VectorSchema.EVENT_TIME);
            this.emissionField = position(schema, VectorSchema.EMISSION);
            int versionField = position(schema, VectorSchema.VERSION);
            this.version = plan.version().getBytes(StandardCharsets.UTF_8);
            for (Schema.Field field : schema.getFields()) {
                int at = field.pos();
                if (at != idField && at != timeField && at != emissionField && at != versionField)
                    slots[at] = plan.layout().slot(field.name());
            }
        }

        private static int position(Schema schema, String name) {
            return Objects.requireNonNull(schema.getField(name), name).pos();
        }

        void write(FeatureRow row, Emission emission, ParquetFieldsWriter.Fields out) {
            for (int field = 0; field < slots.length; field++) {
                Slot slot = slots[field];
                if (slot != null) value(row, slot, field, out);
                else if (field == idField) out.put(field, row.idBytes());
                else if (field == timeField) out.put(field, row.time);
                else out.put(field, field == emissionField ? symbol(emission.of(row)) : version);
            }
        }

        private byte[] symbol(String text) {
            byte[] known = symbols.get(text);
            if (known == null) {
                known = text.getBytes(StandardCharsets.UTF_8);
                symbols.put(text, known);
            }
            return known;
        }

        private static void value(FeatureRow row, Slot slot, int field, ParquetFieldsWriter.Fields out) {
            if (row.isNull(slot)) {
                out.putNull(field);
                return;
            }
            switch (slot.type()) {
                case LONG -> out.put(field, row.getLong(slot));
                case DOUBLE -> out.put(field, row.getDouble(slot));
                case BOOLEAN -> out.put(field, row.getBoolean(slot));
                case TEXT -> {
                    byte[] utf8 = new byte[row.textLength(slot)];
                    row.copyText(slot, utf8, 0);
                    out.put(field, utf8);
                }
            }
        }
    }
}
