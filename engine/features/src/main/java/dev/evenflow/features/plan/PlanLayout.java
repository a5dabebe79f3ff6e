package dev.evenflow.features.plan;

import dev.evenflow.features.expression.Expressions;
import dev.evenflow.features.expression.RowPredicate;
import dev.evenflow.features.kernel.ProgramBuilder;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the row of a feature set: keys, the source fields that any feature or expression reads (each once), one
 * BOOLEAN per different condition, label flags, then the features in declared order.
 */
final class PlanLayout implements ProgramBuilder.Inputs {
    private final Schema source;
    private final RowLayout.Builder builder = RowLayout.builder();
    /** Slot name to the source field it is read from. */
    private final Map<String, String> fields = new LinkedHashMap<>();
    /** Slot name to its condition. */
    private final Map<String, Condition> conditions = new LinkedHashMap<>();

    private final RowLayout layout;

    /** @param present a source field that must not be null too, or null */
    private record Condition(@Nullable String cel, @Nullable String present) {}

    /** @param spec with its parts {@link #sorted} */
    PlanLayout(FeatureSetSpec spec, Schema source) {
        this.source = source;
        for (EntitySpec entity : spec.entities()) field(entity.key(), SlotType.TEXT, 0, entity.key());
        for (EntitySpec entity : spec.entities()) for (FeatureSpec feature : entity.features()) inputs(feature);
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs())
            field(changelog.key(), SlotType.TEXT, 0, changelog.key());
        spec.derived().forEach(derived -> expressionInputs(derived.expression()));
        for (EntitySpec entity : spec.entities()) entity.features().forEach(this::condition);
        if (spec.labels() != null)
            spec.labels().flags().forEach(flag -> builder.add(labelName(flag), SlotType.BOOLEAN, 0));
        for (EntitySpec entity : spec.entities()) {
            builder.section();
            for (FeatureSpec feature : entity.features()) builder.add(feature.name(), outputType(feature), 0);
        }
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs()) {
            builder.section();
            changelog
                    .attributes()
                    .forEach(
                            a -> builder.add(a.name(), SlotType.valueOf(a.type().name()), 0));
        }
        builder.section();
        spec.calendar().forEach(calendar -> builder.add(calendar.name(), SlotType.LONG, 0));
        spec.derived().forEach(derived -> builder.add(derived.name(), derivedType(derived), 0));
        this.layout = builder.build();
    }

    RowLayout layout() {
        return layout;
    }

    /** The source's fields that events are read from, but for id and time. */
    Set<String> sourceFields() {
        Set<String> names = new TreeSet<>(fields.values());
        for (Condition condition : conditions.values()) if (condition.present() != null) names.add(condition.present());
        return names;
    }

    private void inputs(FeatureSpec feature) {
        String field = feature.field();
        if (feature.where() != null) expressionInputs(feature.where());
        switch (feature.aggregate()) {
            case DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> {
                numberField("latitude", ProgramBuilder.COORDINATE_SCALE);
                numberField("longitude", ProgramBuilder.COORDINATE_SCALE);
            }
            case DISTINCT, FIRST_SEEN -> {
                if (field != null) field(textName(field), SlotType.TEXT, 0, field);
            }
            default -> {
                if (field == null) return;
                if (isText(field)) field(field, SlotType.TEXT, 0, field);
                else if (isNumber(field)) numberField(field, feature.scale());
            }
        }
    }

    private void expressionInputs(String expression) {
        for (String name : Expressions.referencedNames(expression)) {
            Schema.Field field = source.getField(name);
            if (field == null) continue;
            Schema type = AvroField.nonNull(field.schema());
            field(name, AvroField.expressionType(type), AvroField.decimalScale(type), name);
        }
    }

    private void numberField(String field, int scale) {
        field(numberName(field, scale), SlotType.LONG, scale, field);
    }

    private void field(String slot, SlotType type, int scale, String field) {
        builder.add(slot, type, scale);
        fields.put(slot, field);
    }

    private void condition(FeatureSpec feature) {
        String name = conditionName(feature);
        if (name == null) return;
        builder.add(name, SlotType.BOOLEAN, 0);
        conditions.put(name, new Condition(feature.where(), presence(feature)));
    }

    /** COUNT of a field that is not a number counts by a condition on its presence. */
    private @Nullable String presence(FeatureSpec feature) {
        String field = feature.field();
        return feature.aggregate() == Aggregate.COUNT && field != null && !isNumber(field) ? field : null;
    }

    private @Nullable String conditionName(FeatureSpec feature) {
        String present = presence(feature);
        if (feature.where() == null && present == null) return null;
        return (feature.where() == null ? "" : "where(" + feature.where() + ")")
                + (present == null ? "" : "present(" + present + ")");
    }

    private Schema type(String field) {
        return AvroField.nonNull(
                Objects.requireNonNull(source.getField(field), field).schema());
    }

    private boolean isNumber(String field) {
        return switch (type(field).getType()) {
            case INT, LONG, FLOAT, DOUBLE, BYTES, FIXED -> true;
            default -> false;
        };
    }

    /** A number of an Avro double is held once per scale; other numbers have one scale only. */
    private String numberName(String field, int scale) {
        return switch (type(field).getType()) {
            case FLOAT, DOUBLE -> field + "@" + scale;
            default -> field;
        };
    }

    private String textName(String field) {
        return isText(field) ? field : "text(" + field + ")";
    }

    private static String labelName(String flag) {
        return "label(" + flag + ")";
    }

    private SlotType outputType(FeatureSpec feature) {
        return switch (feature.aggregate()) {
            case COUNT, DISTINCT, FIRST_SEEN, TIME_SINCE_PREVIOUS -> SlotType.LONG;
            case LAST, PREVIOUS -> isText(Objects.requireNonNull(feature.field())) ? SlotType.TEXT : SlotType.DOUBLE;
            default -> SlotType.DOUBLE;
        };
    }

    private static SlotType derivedType(FeatureSetSpec.DerivedSpec derived) {
        return switch (derived.type()) {
            case LONG -> SlotType.LONG;
            case DOUBLE -> SlotType.DOUBLE;
            case BOOLEAN -> SlotType.BOOLEAN;
        };
    }

    /** What reads the source's fields into their slots. */
    List<AvroField> fieldReaders() {
        List<AvroField> readers = new ArrayList<>();
        fields.forEach((slot, field) -> readers.add(new AvroField(source, field, layout.slot(slot))));
        return readers;
    }

    /** What decides the conditions, once their inputs are read. */
    List<ConditionReader> conditionReaders() {
        List<ConditionReader> readers = new ArrayList<>();
        conditions.forEach((name, condition) -> {
            String cel = condition.cel();
            String present = condition.present();
            readers.add(new ConditionReader(
                    layout.slot(name),
                    cel == null ? null : Expressions.predicate(cel, layout),
                    present == null
                            ? -1
                            : Objects.requireNonNull(source.getField(present)).pos()));
        });
        return readers;
    }

    record ConditionReader(Slot out, @Nullable RowPredicate predicate, int presentField) {
        void read(org.apache.avro.generic.IndexedRecord event, FeatureRow row) {
            decide(presentField < 0 || event.get(presentField) != null, row);
        }

        void decide(boolean present, FeatureRow row) {
            row.setBoolean(out, present && (predicate == null || predicate.test(row)));
        }
    }

    @Override
    public @Nullable Slot predicate(FeatureSpec feature) {
        String name = conditionName(feature);
        return name == null ? null : layout.slot(name);
    }

    @Override
    public Slot number(String field, int scale) {
        return layout.slot(numberName(field, scale));
    }

    @Override
    public Slot text(String field) {
        return layout.slot(textName(field));
    }

    @Override
    public boolean isText(String field) {
        return switch (type(field).getType()) {
            case STRING, ENUM -> true;
            default -> false;
        };
    }

    @Override
    public boolean isNumeric(String field) {
        return isNumber(field);
    }

    @Override
    public Slot label(String flag) {
        return layout.slot(labelName(flag));
    }

    @Override
    public Slot output(FeatureSpec feature) {
        return layout.slot(feature.name());
    }

    /**
     * The set with its parts in the order of their names. State and rows are laid out by this one, so that moving a
     * feature in the file changes neither: sets of one semantic hash have one layout.
     */
    static FeatureSetSpec sorted(FeatureSetSpec spec) {
        List<EntitySpec> entities = spec.entities().stream()
                .map(e -> new EntitySpec(
                        e.name(),
                        e.key(),
                        e.idleTtlMs(),
                        e.features().stream()
                                .sorted(Comparator.comparing(FeatureSpec::name))
                                .toList(),
                        e.line()))
                .sorted(Comparator.comparing(EntitySpec::name))
                .toList();
        return new FeatureSetSpec(
                spec.name(),
                spec.doc(),
                spec.timeZone(),
                spec.source(),
                spec.labels(),
                entities,
                spec.changelogs().stream()
                        .map(c -> new FeatureSetSpec.ChangelogSpec(
                                c.name(),
                                c.schema(),
                                c.topic(),
                                c.key(),
                                c.attributes().stream()
                                        .sorted(Comparator.comparing(FeatureSetSpec.AttributeSpec::name))
                                        .toList(),
                                c.line()))
                        .sorted(Comparator.comparing(FeatureSetSpec.ChangelogSpec::name))
                        .toList(),
                spec.calendar().stream()
                        .sorted(Comparator.comparing(FeatureSetSpec.CalendarSpec::name))
                        .toList(),
                spec.derived().stream()
                        .sorted(Comparator.comparing(FeatureSetSpec.DerivedSpec::name))
                        .toList());
    }
}
