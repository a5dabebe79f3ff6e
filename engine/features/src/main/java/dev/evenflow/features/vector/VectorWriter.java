package dev.evenflow.features.vector;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Turns a completed row into a vector. Its content depends on the row alone: no clock, no host, no order of arrival. */
public final class VectorWriter {
    private final Schema schema;
    private final String version;
    private final int idField;
    private final int timeField;
    private final int emissionField;
    private final int versionField;
    private final Map<String, GenericData.EnumSymbol> emissions = new HashMap<>();
    /** Per field of the schema the slot it is copied from, or null for the fields above. */
    private final @Nullable Slot[] slots;

    public VectorWriter(FeatureSetSpec spec, String version, Schema schema, RowLayout layout) {
        this.schema = schema;
        this.version = version;
        this.idField = schema.getField(spec.source().id()).pos();
        this.timeField = schema.getField(VectorSchema.EVENT_TIME).pos();
        Schema.Field emission = schema.getField(VectorSchema.EMISSION);
        this.emissionField = emission.pos();
        this.versionField = schema.getField(VectorSchema.VERSION).pos();
        for (String symbol : emission.schema().getEnumSymbols())
            emissions.put(symbol, new GenericData.EnumSymbol(emission.schema(), symbol));
        this.slots = new @Nullable Slot[schema.getFields().size()];
        for (Schema.Field field : schema.getFields()) {
            int position = field.pos();
            boolean own = position == idField
                    || position == timeField
                    || position == emissionField
                    || position == versionField;
            slots[position] = own ? null : layout.slot(field.name());
        }
    }

    /** @param emission a symbol of the schema's emission */
    public GenericRecord write(FeatureRow row, String emission) {
        GenericData.EnumSymbol symbol = emissions.get(emission);
        if (symbol == null)
            throw new IllegalArgumentException("emission '" + emission + "', expected one of " + emissions.keySet());
        GenericData.Record vector = new GenericData.Record(schema);
        vector.put(idField, row.id());
        vector.put(timeField, row.time);
        vector.put(emissionField, symbol);
        vector.put(versionField, version);
        for (int i = 0; i < slots.length; i++) {
            Slot slot = slots[i];
            if (slot == null || row.isNull(slot)) continue;
            switch (slot.type()) {
                case LONG -> vector.put(i, row.getLong(slot));
                case DOUBLE -> vector.put(i, row.getDouble(slot));
                case BOOLEAN -> vector.put(i, row.getBoolean(slot));
                case TEXT -> vector.put(i, row.getText(slot));
            }
        }
        return vector;
    }
}
