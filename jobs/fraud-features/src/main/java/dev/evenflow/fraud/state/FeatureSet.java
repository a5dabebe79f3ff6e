package dev.evenflow.fraud.state;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.features.spec.SpecException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A feature set as it travels in the job graph: its text and its schemas, compiled once per JVM where it is used. */
public final class FeatureSet implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ConcurrentHashMap<FeatureSet, FeaturePlan> PLANS = new ConcurrentHashMap<>();

    private final String file;
    private final String yaml;
    private final String sourceSchema;
    private final @Nullable String labelSchema;
    /** By full name, as JSON. */
    private final TreeMap<String, String> envelopes;
    /** What {@link #PLANS} holds: found once per instance, as comparing long texts per row would be felt. */
    private transient volatile @Nullable FeaturePlan plan;

    /**
     * @param file where the text came from, for messages
     * @param yaml the feature set
     * @param sourceSchema the events' Avro schema as JSON
     * @param labelSchema the labels' Avro schema as JSON, or null without labels
     */
    public FeatureSet(String file, String yaml, String sourceSchema, @Nullable String labelSchema) {
        this(file, yaml, sourceSchema, labelSchema, Map.of());
    }

    /** @param envelopes Avro schemas of the changelogs as JSON, by full name */
    public FeatureSet(
            String file,
            String yaml,
            String sourceSchema,
            @Nullable String labelSchema,
            Map<String, String> envelopes) {
        this.envelopes = new TreeMap<>(envelopes);
        this.file = file;
        this.yaml = yaml;
        this.sourceSchema = sourceSchema;
        this.labelSchema = labelSchema;
    }

    /** An {@link IllegalArgumentException} with every problem of the file. */
    public FeaturePlan plan() {
        FeaturePlan found = plan;
        if (found == null) {
            found = PLANS.computeIfAbsent(this, FeatureSet::compile);
            plan = found;
        }
        return found;
    }

    private static FeaturePlan compile(FeatureSet set) {
        Schema source = set.source();
        Schema labels = set.labels();
        try {
            Map<String, Schema> envelopes = new TreeMap<>();
            for (String name : set.envelopes.keySet()) envelopes.put(name, set.changelog(name));
            return FeaturePlan.compile(
                    FeatureSetParser.parse(set.file, set.yaml, source, labels, envelopes), source, labels, envelopes);
        } catch (SpecException e) {
            throw new IllegalArgumentException("the feature set cannot be used:\n" + e.getMessage(), e);
        }
    }

    public String file() {
        return file;
    }

    public String yaml() {
        return yaml;
    }

    public String sourceSchema() {
        return sourceSchema;
    }

    public @Nullable String labelSchema() {
        return labelSchema;
    }

    public Schema source() {
        return new Schema.Parser().parse(sourceSchema);
    }

    public @Nullable Schema labels() {
        return labelSchema == null ? null : new Schema.Parser().parse(labelSchema);
    }

    /** The envelope's schema of that full name. */
    public Schema changelog(String fullName) {
        return new Schema.Parser().parse(Objects.requireNonNull(envelopes.get(fullName), fullName));
    }

    /** Avro schemas of the changelogs as JSON, by full name. */
    public Map<String, String> envelopes() {
        return Collections.unmodifiableMap(envelopes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeatureSet set
                && yaml.equals(set.yaml)
                && sourceSchema.equals(set.sourceSchema)
                && Objects.equals(labelSchema, set.labelSchema)
                && envelopes.equals(set.envelopes);
    }

    @Override
    public int hashCode() {
        return yaml.hashCode();
    }
}
