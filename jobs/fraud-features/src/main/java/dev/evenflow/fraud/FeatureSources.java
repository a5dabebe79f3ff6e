package dev.evenflow.fraud;

import dev.evenflow.features.expression.Expressions;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.flink.lineage.LineageDataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that each column of a vector is made from, as the feature set declares them. */
final class FeatureSources {
    private final FeatureSetSpec spec;
    private final LineageDataset events;
    private final @Nullable LineageDataset labels;
    private final Map<String, Set<LineageDataset.Field>> columns = new LinkedHashMap<>();

    private FeatureSources(FeatureSetSpec spec, LineageDataset events, @Nullable LineageDataset labels) {
        this.spec = spec;
        this.events = events;
        this.labels = labels;
    }

    /** By column. What is the job's own (version, emission) is made from nothing and not there. */
    static Map<String, List<LineageDataset.Field>> of(
            FeaturePlan plan, LineageDataset events, @Nullable LineageDataset labels) {
        FeatureSources sources = new FeatureSources(plan.spec(), events, labels);
        sources.collect();
        Map<String, List<LineageDataset.Field>> known = new LinkedHashMap<>();
        for (var field : plan.vectorSchema().getFields()) {
            Set<LineageDataset.Field> found = sources.columns.get(field.name());
            if (found != null) known.put(field.name(), new ArrayList<>(found));
        }
        return known;
    }

    private void collect() {
        column(spec.source().id()).add(event(spec.source().id()));
        column("event_time").add(event(spec.source().time()));
        for (FeatureSetSpec.EntitySpec entity : spec.entities()) {
            column(entity.key()).add(event(entity.key()));
            for (FeatureSetSpec.FeatureSpec feature : entity.features()) aggregated(entity, feature);
        }
        // what an expression makes of an attribute is made from the key it is found by, too
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs()) {
            column(changelog.key()).add(event(changelog.key()));
            changelog.attributes().forEach(each -> column(each.name()).add(event(changelog.key())));
        }
        for (FeatureSetSpec.CalendarSpec feature : spec.calendar())
            column(feature.name()).add(event(spec.source().time()));
        for (FeatureSetSpec.DerivedSpec feature : spec.derived())
            column(feature.name()).addAll(named(feature.expression()));
    }

    private void aggregated(FeatureSetSpec.EntitySpec entity, FeatureSetSpec.FeatureSpec feature) {
        Set<LineageDataset.Field> from = column(feature.name());
        from.add(event(entity.key()));
        from.add(event(spec.source().time()));
        String field = feature.field();
        if (field != null) from.add(event(field));
        switch (feature.aggregate()) {
            case DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> {
                from.add(event("latitude"));
                from.add(event("longitude"));
            }
            default -> {}
        }
        String where = feature.where();
        if (where != null) from.addAll(named(where));
        FeatureSetSpec.Labels declared = spec.labels();
        String flag = feature.label();
        if (flag != null && declared != null && labels != null) {
            from.add(label(labels, flag));
            from.add(label(labels, declared.knownAt()));
        }
    }

    /** Of the variables of an expression: those of features declared before it are what they are made from. */
    private Set<LineageDataset.Field> named(String expression) {
        Set<LineageDataset.Field> found = new LinkedHashSet<>();
        for (String name : Expressions.referencedNames(expression)) {
            Set<LineageDataset.Field> known = columns.get(name);
            if (known != null) found.addAll(known);
            else found.add(event(name));
        }
        return found;
    }

    private Set<LineageDataset.Field> column(String name) {
        return columns.computeIfAbsent(name, each -> new LinkedHashSet<>());
    }

    private LineageDataset.Field event(String field) {
        return new LineageDataset.Field(events.namespace(), events.name(), field);
    }

    private static LineageDataset.Field label(LineageDataset labels, String field) {
        return new LineageDataset.Field(labels.namespace(), labels.name(), field);
    }
}
