package dev.evenflow.features.vector;

import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedType;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Generates the Avro schema of a feature set's vectors: identity, keys, which emission, the set's version, then every
 * feature, nullable with default null, so that adding or removing a feature is compatible both ways.
 */
public final class VectorSchema {
    /** Namespace of all vector schemas. */
    public static final String NAMESPACE = "dev.evenflow.features";

    public static final String EMISSION = "emission";
    public static final String VERSION = "feature_set_version";
    public static final String EVENT_TIME = "event_time";

    private static final List<String> EMISSIONS = List.of("UNKNOWN", "SERVED", "SETTLED", "CORRECTION");

    private VectorSchema() {}

    /** @param version the set's {@link SemanticHash} at generation; the field's value carries the current one */
    public static Schema generate(FeatureSetSpec spec, String version, Schema source) {
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(new Schema.Field(spec.source().id(), string(), "Id of the event the features are of."));
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        fields.add(new Schema.Field(EVENT_TIME, time, "When it happened, UTC."));
        for (String key : keys(spec))
            fields.add(new Schema.Field(
                    key,
                    nullable(string()),
                    "Key of an entity, as in " + source.getName() + ".",
                    JsonProperties.NULL_VALUE));
        fields.add(new Schema.Field(
                EMISSION,
                Schema.createEnum(
                        "Emission",
                        "Why this vector was emitted.",
                        NAMESPACE + "." + recordName(spec.name()).toLowerCase(Locale.ROOT),
                        EMISSIONS,
                        "UNKNOWN"),
                "SERVED on arrival, SETTLED when its past was complete, CORRECTION when a late event or label changed it.",
                "UNKNOWN"));
        fields.add(new Schema.Field(VERSION, string(), "Semantic hash of the feature set that computed it."));
        for (EntitySpec entity : spec.entities())
            for (FeatureSpec feature : entity.features())
                fields.add(feature(feature.name(), type(feature, source), describe(entity, feature)));
        for (FeatureSetSpec.ChangelogSpec changelog : spec.changelogs())
            changelog
                    .attributes()
                    .forEach(a -> fields.add(feature(
                            a.name(),
                            type(a.type()),
                            text(a.doc()) + "Attribute " + a.attribute() + " of " + changelog.name() + ", by "
                                    + changelog.key() + ", as of the event's time.")));
        spec.calendar()
                .forEach(c -> fields.add(feature(
                        c.name(),
                        Schema.Type.LONG,
                        text(c.doc()) + "Calendar: " + c.calendar().name().toLowerCase(Locale.ROOT) + " in "
                                + spec.timeZone() + ".")));
        spec.derived()
                .forEach(d ->
                        fields.add(feature(d.name(), type(d.type()), text(d.doc()) + "Derived: " + d.expression())));
        Schema schema = Schema.createRecord(
                recordName(spec.name()),
                text(spec.doc()) + "Generated from the feature set '" + spec.name() + "'; do not edit.",
                NAMESPACE,
                false,
                fields);
        schema.addProp("evenflow.feature-set", spec.name());
        schema.addProp("evenflow.feature-set-version", version);
        return schema;
    }

    /** The entities' key fields, each once, in order. */
    static Set<String> keys(FeatureSetSpec spec) {
        Set<String> keys = new LinkedHashSet<>();
        for (EntitySpec entity : spec.entities()) keys.add(entity.key());
        return keys;
    }

    /** {@code card-fraud} becomes {@code CardFraudFeatures}. */
    public static String recordName(String featureSet) {
        StringBuilder name = new StringBuilder();
        for (String part : featureSet.split("-", -1))
            name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        return name.append("Features").toString();
    }

    private static Schema.Field feature(String name, Schema.Type type, String doc) {
        return new Schema.Field(name, nullable(Schema.create(type)), doc, JsonProperties.NULL_VALUE);
    }

    private static Schema.Type type(FeatureSpec feature, Schema source) {
        return switch (feature.aggregate()) {
            case COUNT, DISTINCT, FIRST_SEEN, TIME_SINCE_PREVIOUS -> Schema.Type.LONG;
            case LAST, PREVIOUS -> isText(feature, source) ? Schema.Type.STRING : Schema.Type.DOUBLE;
            default -> Schema.Type.DOUBLE;
        };
    }

    private static boolean isText(FeatureSpec feature, Schema source) {
        Schema schema = source.getField(feature.field()).schema();
        List<Schema> types = schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
        return types.stream().anyMatch(t -> t.getType() == Schema.Type.STRING || t.getType() == Schema.Type.ENUM);
    }

    private static Schema.Type type(FeatureSetSpec.AttributeType type) {
        return switch (type) {
            case TEXT -> Schema.Type.STRING;
            case LONG -> Schema.Type.LONG;
            case DOUBLE -> Schema.Type.DOUBLE;
            case BOOLEAN -> Schema.Type.BOOLEAN;
        };
    }

    private static Schema.Type type(DerivedType type) {
        return switch (type) {
            case LONG -> Schema.Type.LONG;
            case DOUBLE -> Schema.Type.DOUBLE;
            case BOOLEAN -> Schema.Type.BOOLEAN;
        };
    }

    private static String describe(EntitySpec entity, FeatureSpec f) {
        StringBuilder doc = new StringBuilder(text(f.doc()));
        doc.append(f.aggregate().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (f.field() != null) doc.append(" of ").append(f.field());
        if (f.label() != null) doc.append(", labelled ").append(f.label());
        if (f.where() != null) doc.append(", where ").append(f.where());
        doc.append(", by ").append(entity.key());
        if (f.windowMs() == FeatureSetSpec.LIFETIME) doc.append(", over its lifetime");
        else doc.append(", over ").append(duration(f.windowMs()));
        if (f.delayMs() > 0)
            doc.append(" that end ").append(duration(f.delayMs())).append(" before the event");
        if (!f.includeCurrent()) doc.append(", without the event itself");
        if (f.aggregate() == Aggregate.DISTINCT || f.aggregate() == Aggregate.FIRST_SEEN && f.field() != null)
            doc.append("; exact up to ").append(f.cap()).append(" values");
        if (f.aggregate() == Aggregate.TIME_SINCE_PREVIOUS) doc.append("; milliseconds");
        if (f.windowMs() != FeatureSetSpec.LIFETIME) doc.append("; window exact to the millisecond");
        return doc.append('.').toString();
    }

    private static String duration(long ms) {
        if (ms % 86_400_000 == 0) return ms / 86_400_000 + "d";
        if (ms % 3_600_000 == 0) return ms / 3_600_000 + "h";
        if (ms % 60_000 == 0) return ms / 60_000 + "m";
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }

    private static String text(String doc) {
        if (doc.isEmpty()) return "";
        return doc.endsWith(".") ? doc + " " : doc + ". ";
    }

    private static Schema string() {
        return Schema.create(Schema.Type.STRING);
    }

    private static Schema nullable(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }
}
