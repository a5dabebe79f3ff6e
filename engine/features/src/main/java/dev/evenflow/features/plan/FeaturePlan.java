package dev.evenflow.features.plan;

import dev.evenflow.features.expression.CalendarFeature;
import dev.evenflow.features.expression.Expressions;
import dev.evenflow.features.expression.RowExpression;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.vector.SemanticHash;
import dev.evenflow.features.vector.VectorEncoder;
import dev.evenflow.features.vector.VectorSchema;
import dev.evenflow.features.vector.VectorWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A feature set compiled against its schemas: reads events and labels into rows, gives each entity's kernel, completes
 * rows with calendar and derived features, and turns them into vectors. Immutable and thread-safe.
 */
public final class FeaturePlan {
    private final FeatureSetSpec spec;
    private final Schema source;
    private final String version;
    private final RowLayout layout;
    private final List<EntityPlan> entities;
    private final List<AvroField> fields;
    private final List<PlanLayout.ConditionReader> conditions;
    private final int idField;
    private final int timeField;
    private final @Nullable LabelReader labels;
    private final List<ChangelogPlan> changelogs;
    private final List<CalendarFeature> calendar;
    private final List<RowExpression> derived;
    private final Set<String> sourceFields;
    private final Schema vectorSchema;
    private final VectorWriter vectorWriter;

    private FeaturePlan(
            FeatureSetSpec spec, Schema source, @Nullable Schema labelSchema, Map<String, Schema> envelopes) {
        this.spec = spec;
        this.source = source;
        this.version = SemanticHash.of(spec);
        FeatureSetSpec sorted = PlanLayout.sorted(spec);
        PlanLayout inputs = new PlanLayout(sorted, source);
        this.layout = inputs.layout();
        this.entities = new ArrayList<>();
        for (FeatureSetSpec.EntitySpec declared : spec.entities()) {
            int index = 0;
            while (!sorted.entities().get(index).name().equals(declared.name())) index++;
            entities.add(new EntityPlan(index, sorted.entities().get(index), layout, inputs));
        }
        this.fields = inputs.fieldReaders();
        this.conditions = inputs.conditionReaders();
        this.sourceFields = inputs.sourceFields();
        this.sourceFields.add(spec.source().id());
        this.sourceFields.add(spec.source().time());
        this.idField = AvroField.position(source, spec.source().id());
        this.timeField = AvroField.position(source, spec.source().time());
        FeatureSetSpec.Labels labelSpec = spec.labels();
        this.labels = labelSpec == null || labelSchema == null
                ? null
                : new LabelReader(labelSpec, labelSchema, entities, layout);
        this.changelogs = spec.changelogs().stream()
                .map(c -> new ChangelogPlan(c, Objects.requireNonNull(envelopes.get(c.schema()), c.schema()), layout))
                .toList();
        this.calendar = spec.calendar().stream()
                .map(c -> new CalendarFeature(c, spec.timeZone(), layout.slot(c.name())))
                .toList();
        this.derived =
                spec.derived().stream().map(d -> Expressions.derived(d, layout)).toList();
        this.vectorSchema = VectorSchema.generate(spec, version, source);
        this.vectorWriter = new VectorWriter(spec, version, vectorSchema, layout);
        for (EntityPlan entity : entities) entity.kernel(0);
    }

    /**
     * Compiles a parsed feature set.
     *
     * @param labels schema of the labels; may be null where the set has none
     * @throws IllegalArgumentException where an expression or an entity exceeds what can be compiled
     */
    public static FeaturePlan compile(FeatureSetSpec spec, Schema source, @Nullable Schema labels) {
        return compile(spec, source, labels, Map.of());
    }

    /** @param envelopes schemas of the changelogs, by full name */
    public static FeaturePlan compile(
            FeatureSetSpec spec, Schema source, @Nullable Schema labels, Map<String, Schema> envelopes) {
        return new FeaturePlan(spec, source, labels, envelopes);
    }

    /** Systems of record, in the order in which a row passes them, after all entities. */
    public List<ChangelogPlan> changelogs() {
        return changelogs;
    }

    public ChangelogPlan changelog(String name) {
        for (ChangelogPlan changelog : changelogs) if (changelog.name().equals(name)) return changelog;
        throw new IllegalArgumentException("no changelog '" + name + "' in feature set '" + name() + "'");
    }

    public String name() {
        return spec.name();
    }

    /** The semantic hash: the same for sets that give the same values. */
    public String version() {
        return version;
    }

    public FeatureSetSpec spec() {
        return spec;
    }

    public RowLayout layout() {
        return layout;
    }

    /** The entities, in the order in which a row passes them: as declared. */
    public List<EntityPlan> entities() {
        return List.copyOf(entities);
    }

    /** Reads an event of the source schema (as generic or specific record). */
    public FeatureRow readEvent(IndexedRecord event) throws InvalidEventException {
        FeatureRow row = new FeatureRow(layout);
        row.setId(AvroField.id(event, idField, spec.source().id()));
        row.time = AvroField.time(event, timeField, spec.source().time());
        row.labelledTime = row.time;
        for (AvroField field : fields) field.read(event, row);
        for (PlanLayout.ConditionReader condition : conditions) condition.read(event, row);
        return row;
    }

    /** The source's fields that {@link #readEvent} asks for. */
    public Set<String> sourceFields() {
        return Collections.unmodifiableSet(sourceFields);
    }

    /** Reads a label. An {@link IllegalStateException} where the feature set declares none. */
    public FeatureRow readLabel(IndexedRecord label) throws InvalidEventException {
        if (labels == null) throw new IllegalStateException("feature set '" + name() + "' declares no labels");
        return labels.read(label);
    }

    /** What reads events of that writer's schema without a record in between; null where only Avro can read them. */
    public @Nullable RowDecoder eventDecoder(Schema writer) {
        Map<Integer, List<FieldStep.Use>> uses = new HashMap<>();
        FieldStep.Use.add(uses, idField, FieldStep.Target.ID, null);
        FieldStep.Use.add(uses, timeField, FieldStep.Target.TIME, null);
        for (AvroField field : fields) FieldStep.Use.add(uses, field.position(), FieldStep.Target.SLOT, field.slot());
        for (PlanLayout.ConditionReader condition : conditions)
            if (condition.presentField() >= 0)
                FieldStep.Use.add(uses, condition.presentField(), FieldStep.Target.PRESENCE, null);
        return RowDecoder.of(this, RowDecoder.Kind.EVENT, source, writer, uses, conditions);
    }

    /** The same for labels; null where the feature set declares none, too. */
    public @Nullable RowDecoder labelDecoder(Schema writer) {
        return labels == null ? null : labels.decoder(this, writer);
    }

    /** Sets calendar and derived features, in place; the entities' features are there already. */
    public void complete(FeatureRow row) {
        for (CalendarFeature feature : calendar) feature.apply(row);
        for (RowExpression expression : derived) expression.apply(row);
    }

    /** The entity that a correction's {@link FeatureRow#entity} names. */
    public EntityPlan entity(int index) {
        for (EntityPlan entity : entities) if (entity.index() == index) return entity;
        throw new IllegalArgumentException("no entity " + index + " in feature set '" + name() + "'");
    }

    /** The entity of that name. */
    public EntityPlan entity(String name) {
        for (EntityPlan entity : entities) if (entity.name().equals(name)) return entity;
        throw new IllegalArgumentException("no entity '" + name + "' in feature set '" + name() + "'");
    }

    public Schema vectorSchema() {
        return vectorSchema;
    }

    /** @param emission SERVED, SETTLED or CORRECTION */
    public GenericRecord toVector(FeatureRow row, String emission) {
        return vectorWriter.write(row, emission);
    }

    /** What writes rows as vectors without a record in between; one for each thread. */
    public VectorEncoder vectorEncoder() {
        return new VectorEncoder(spec, version, vectorSchema, layout);
    }

    /** Every feature's slot, in the order of the vector. */
    public List<Slot> featureSlots() {
        List<Slot> slots = new ArrayList<>();
        for (EntityPlan entity : entities) slots.addAll(entity.featureSlots());
        for (ChangelogPlan changelog : changelogs) slots.addAll(changelog.attributes());
        spec.calendar().forEach(c -> slots.add(layout.slot(c.name())));
        spec.derived().forEach(d -> slots.add(layout.slot(d.name())));
        return slots;
    }
}
