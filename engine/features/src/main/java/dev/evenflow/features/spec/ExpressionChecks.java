package dev.evenflow.features.spec;

import dev.evenflow.features.expression.ExpressionException;
import dev.evenflow.features.expression.Expressions;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedSpec;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import dev.evenflow.yaml.Problems;
import java.util.HashSet;
import java.util.Set;

/** Compiles every expression against what it may mention, so that its errors come with the file's line. */
final class ExpressionChecks {
    private final Problems problems;
    private final SourceTypes source;

    ExpressionChecks(Problems problems, SourceTypes source) {
        this.problems = problems;
        this.source = source;
    }

    void check(FeatureSetSpec spec) {
        RowLayout.Builder builder = RowLayout.builder();
        for (String field : source.fields()) addField(builder, field);
        RowLayout events = builder.build();
        Set<String> checked = new HashSet<>();
        for (EntitySpec entity : spec.entities()) {
            for (FeatureSpec feature : entity.features()) {
                String where = feature.where();
                if (where == null || !checked.add(where)) continue;
                attempt(feature.line(), feature.name(), "'where'", () -> Expressions.predicate(where, events));
            }
        }
        for (EntitySpec entity : spec.entities())
            for (FeatureSpec feature : entity.features()) addFeature(builder, feature);
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs())
            changelog
                    .attributes()
                    .forEach(a ->
                            add(builder, a.name(), SlotType.valueOf(a.type().name())));
        spec.calendar().forEach(c -> add(builder, c.name(), SlotType.LONG));
        for (DerivedSpec derived : spec.derived()) {
            SlotType type =
                    switch (derived.type()) {
                        case LONG -> SlotType.LONG;
                        case DOUBLE -> SlotType.DOUBLE;
                        case BOOLEAN -> SlotType.BOOLEAN;
                    };
            RowLayout before = builder.build();
            add(builder, derived.name(), type);
            RowLayout with = builder.build();
            attempt(derived.line(), derived.name(), "'expr'", () -> {
                if (Expressions.referencedNames(derived.expression()).contains(derived.name())
                        && before.find(derived.name()) == null) throw new ExpressionException("it mentions itself");
                Expressions.derived(derived, with);
            });
        }
    }

    private void attempt(int line, String feature, String key, Runnable compilation) {
        try {
            compilation.run();
        } catch (ExpressionException e) {
            problems.add(line, "feature '" + feature + "'", key + ": " + e.getMessage());
        }
    }

    private void addField(RowLayout.Builder builder, String field) {
        SourceTypes.Kind kind = source.kind(field);
        if (kind == null) return;
        switch (kind) {
            case TEXT -> add(builder, field, SlotType.TEXT);
            case WHOLE, TIME -> add(builder, field, SlotType.LONG);
            case DECIMAL -> builder.add(field, SlotType.LONG, source.decimalScale(field));
            case REAL -> add(builder, field, SlotType.DOUBLE);
            case FLAG -> add(builder, field, SlotType.BOOLEAN);
            case OTHER -> {}
        }
    }

    private void addFeature(RowLayout.Builder builder, FeatureSpec feature) {
        SlotType type =
                switch (feature.aggregate()) {
                    case COUNT, DISTINCT, FIRST_SEEN, TIME_SINCE_PREVIOUS -> SlotType.LONG;
                    case LAST, PREVIOUS ->
                        feature.field() != null && source.kind(feature.field()) == SourceTypes.Kind.TEXT
                                ? SlotType.TEXT
                                : SlotType.DOUBLE;
                    default -> SlotType.DOUBLE;
                };
        add(builder, feature.name(), type);
    }

    /** A name that is there already is reported elsewhere. */
    private static void add(RowLayout.Builder builder, String name, SlotType type) {
        if (builder.build().find(name) == null) builder.add(name, type, 0);
    }
}
