package dev.evenflow.archive.store.dataset;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training set shall hold. Made by {@link SpecFields}, whose keys are those of a spec file.
 *
 * @param regions empty for all
 * @param from of the event time, inclusive
 * @param to of the event time, exclusive
 * @param statuses of the rows that count, for example COMPLETE
 * @param label name of the feedback whose value is the label
 * @param maturity feedback counts if it was known at most that long after the event time, to the microsecond
 * @param asOf feedback counts if it was known then, inclusive
 * @param keepImmature also rows whose maturity is after {@code asOf}
 * @param features empty for all
 * @param featureSetVersion else the version that most rows have
 * @param score name of the score, else the first
 */
public record DatasetSpec(
        String name,
        String model,
        List<String> regions,
        Optional<Instant> from,
        Optional<Instant> to,
        List<String> statuses,
        String label,
        Duration maturity,
        Instant asOf,
        Unlabelled unlabelled,
        boolean keepImmature,
        List<String> features,
        Optional<String> featureSetVersion,
        Optional<String> score,
        Format format) {

    /** What becomes of rows without a label. */
    public enum Unlabelled {
        DROP,
        ZERO,
        NULL
    }

    /** Of the data file. */
    public enum Format {
        PARQUET,
        CSV
    }

    public DatasetSpec {
        regions = List.copyOf(regions);
        statuses = List.copyOf(statuses);
        features = List.copyOf(features);
    }

    /** The same as fields of a spec file, in a fixed order and form: what a version is a digest of. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("model", model);
        put(fields, "region", regions);
        from.ifPresent(time -> fields.put("from", time.toString()));
        to.ifPresent(time -> fields.put("to", time.toString()));
        put(fields, "status", statuses);
        fields.put("label", label);
        fields.put("maturity", maturity.toMillis() + "ms");
        fields.put("as-of", asOf.toString());
        fields.put("unlabelled", lower(unlabelled));
        fields.put("immature", keepImmature ? "keep" : "drop");
        fields.put("features", features.isEmpty() ? "all" : String.join(",", features));
        featureSetVersion.ifPresent(version -> fields.put("feature-set-version", version));
        score.ifPresent(chosen -> fields.put("score", chosen));
        fields.put("format", lower(format));
        return fields;
    }

    private static void put(Map<String, String> fields, String key, List<String> values) {
        if (!values.isEmpty()) {
            fields.put(key, String.join(",", values));
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}
