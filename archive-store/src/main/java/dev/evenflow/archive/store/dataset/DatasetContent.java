package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.SealedParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The files of one training set: rows in the order of event time and id, the subjects, the manifest.
 *
 * <p>Two passes: the first chooses rows and learns the features' types, the second writes. Between them rows stay sealed.
 */
final class DatasetContent {
    static final String ERASED = "erased";
    private static final long MEMORY = 96L << 20;
    private static final int COUNTED_LABELS = 100;
    private static final Set<String> LEADING =
            Set.of("inference_id", "event_time", "model", "model_version", "subject_key");
    private static final Set<String> TRAILING = Set.of("score", "decision", "label", "label_known_at");

    private final DatasetSpec spec;
    private final DatasetSources sources;
    private final PinnedRows rows;
    private final RowSelection selection;
    private final FeatureLayout layout;
    private final FeatureValues features;
    private final Set<String> seen = new HashSet<>();
    private final TreeSet<String> subjects = new TreeSet<>();
    private final TreeMap<String, Long> labels = new TreeMap<>();
    private final RowsDigest digest = new RowsDigest();
    private long written;

    DatasetContent(
            DatasetSpec spec, DatasetSources sources, PinnedRows rows, RowSelection selection, FeatureLayout layout) {
        this.spec = spec;
        this.sources = sources;
        this.rows = rows;
        this.selection = selection;
        this.layout = layout;
        this.features = new FeatureValues(layout, spec.features());
    }

    DatasetManifest write(Path directory) throws IOException {
        Path data = directory.resolve(DatasetWriter.file(spec.format()));
        List<Column> columns;
        try (RowSorter sorter = new RowSorter(directory, MEMORY)) {
            selection.select(layout, features, (row, values) -> {
                features.noteTypes(values);
                sorter.add(row);
            });
            columns = columns();
            Map<String, SealedParts> parts = new HashMap<>();
            rows.places().forEach(place -> parts.put(place, selection.parts(place)));
            try (DatasetWriter writer = DatasetWriter.open(spec.format(), data, columns)) {
                sorter.forEach(row -> write(row, java.util.Objects.requireNonNull(parts.get(row.place())), writer));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                parts.values().forEach(SealedParts::close);
            }
        }
        Path subjectList = directory.resolve(DatasetFiles.SUBJECTS);
        Files.writeString(subjectList, subjects.isEmpty() ? "" : String.join("\n", subjects) + "\n");
        DatasetManifest manifest = new DatasetManifest(
                DatasetManifest.FORM,
                spec.name(),
                DatasetManifest.version(spec, sources),
                DatasetManifest.NOTICE,
                spec.fields(),
                sources,
                new DatasetManifest.Features(
                        layout.featureSet(), layout.version(), layout.namesDigest(), layout.names()),
                columns,
                written,
                labels,
                selection.leftOut(),
                selection.feedbackLeftOut(),
                subjects.size(),
                digest.hex(),
                List.of(DatasetFiles.describe(data), DatasetFiles.describe(subjectList)));
        Path file = directory.resolve(DatasetManifest.FILE);
        manifest.write(file);
        DatasetFiles.restrict(file, "rw-------");
        return manifest;
    }

    private void write(SelectedRow row, SealedParts parts, DatasetWriter writer) {
        if (!seen.add(row.inferenceId())) {
            selection.leaveOutRepeated();
            return;
        }
        GenericRecord opened = RowSelection.open(parts, row)
                .orElseThrow(() -> new ArchiveStoreException("the subject of inference " + row.inferenceId()
                        + " was erased while the training set was built; build it again"));
        @Nullable Object[] values = values(row, features.of(opened, row.inferenceId()));
        try {
            writer.write(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.add(values);
        subjects.add(row.subjectKey());
        String label =
                row.label() == null ? noLabel() : FeatureValues.text(row.label().value());
        labels.merge(labels.size() < COUNTED_LABELS || labels.containsKey(label) ? label : "other", 1L, Long::sum);
        written++;
    }

    private String noLabel() {
        return spec.unlabelled() == DatasetSpec.Unlabelled.ZERO ? FeatureValues.text(0) : "none";
    }

    private @Nullable Object[] values(SelectedRow row, @Nullable Object[] ofFeatures) {
        @Nullable Object[] values = new Object[LEADING.size() + ofFeatures.length + TRAILING.size()];
        int at = 0;
        values[at++] = row.inferenceId();
        values[at++] = row.eventTime();
        values[at++] = row.model();
        values[at++] = row.modelVersion();
        values[at++] = row.subjectKey();
        for (int i = 0; i < ofFeatures.length; i++) {
            values[at++] = FeatureValues.as(ofFeatures[i], features.type(i));
        }
        values[at++] = row.score();
        values[at++] = row.decision();
        Label label = row.label();
        if (label != null) {
            values[at++] = label.value();
            values[at] = label.knownAt();
        } else if (spec.unlabelled() == DatasetSpec.Unlabelled.ZERO) {
            values[at] = 0.0;
        }
        return values;
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("inference_id", Column.STRING));
        columns.add(Column.of("event_time", Column.TIMESTAMP));
        columns.add(Column.of("model", Column.STRING));
        columns.add(Column.of("model_version", Column.STRING));
        columns.add(Column.of("subject_key", Column.STRING));
        List<String> names = features.names();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            // a feature may be named like a column of ours
            String column = LEADING.contains(name) || TRAILING.contains(name) ? "feature_" + name : name;
            columns.add(new Column(column, features.type(i), true));
        }
        columns.add(Column.of("score", Column.DOUBLE));
        columns.add(Column.of("decision", Column.STRING));
        columns.add(Column.of("label", Column.DOUBLE));
        columns.add(Column.of("label_known_at", Column.TIMESTAMP));
        return columns;
    }
}
