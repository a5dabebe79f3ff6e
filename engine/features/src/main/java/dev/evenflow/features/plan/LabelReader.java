package dev.evenflow.features.plan;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Reads labels into rows: which event, known when, flags, and the keys of the entities they have to reach. */
final class LabelReader {
    private final FeatureSetSpec.Labels spec;
    private final Schema schema;
    private final RowLayout layout;
    private final int idField;
    private final int timeField;
    private final int knownAtField;
    private final List<AvroField> fields = new ArrayList<>();

    LabelReader(FeatureSetSpec.Labels spec, Schema schema, List<EntityPlan> entities, RowLayout layout) {
        this.spec = spec;
        this.schema = schema;
        this.layout = layout;
        this.idField = AvroField.position(schema, spec.id());
        this.timeField = AvroField.position(schema, spec.time());
        this.knownAtField = AvroField.position(schema, spec.knownAt());
        for (EntityPlan entity : entities) {
            Slot key = entity.keySlot();
            if (schema.getField(key.name()) != null) fields.add(new AvroField(schema, key.name(), key));
        }
        for (String flag : spec.flags()) fields.add(new AvroField(schema, flag, layout.slot("label(" + flag + ")")));
    }

    @Nullable
    RowDecoder decoder(FeaturePlan plan, Schema writer) {
        Map<Integer, List<FieldStep.Use>> uses = new HashMap<>();
        FieldStep.Use.add(uses, idField, FieldStep.Target.ID, null);
        FieldStep.Use.add(uses, timeField, FieldStep.Target.TIME, null);
        FieldStep.Use.add(uses, knownAtField, FieldStep.Target.KNOWN_AT, null);
        for (AvroField field : fields) FieldStep.Use.add(uses, field.position(), FieldStep.Target.SLOT, field.slot());
        return RowDecoder.of(plan, RowDecoder.Kind.LABEL, schema, writer, uses, List.of());
    }

    FeatureRow read(IndexedRecord label) throws InvalidEventException {
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.LABEL;
        row.setId(AvroField.id(label, idField, spec.id()));
        row.labelledTime = AvroField.time(label, timeField, spec.time());
        // A label cannot be known before its event: a producer's clock may say so, but no window may see the future.
        row.time = Math.max(row.labelledTime, AvroField.time(label, knownAtField, spec.knownAt()));
        for (AvroField field : fields) field.read(label, row);
        return row;
    }
}
