package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.SealedParts;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** Chooses rows for a training set, and counts those left out by reason. */
final class RowSelection {
    private static final List<String> LAYOUT = List.of(
            "region",
            "model",
            "event_time",
            "status",
            "features_from",
            "feature_set",
            "feature_set_version",
            "feature_names");
    private static final List<String> ROW = List.of(
            "inference_id",
            "status",
            "region",
            "model",
            "event_time",
            "subject_key",
            "model_version",
            "feature_set",
            "feature_set_version",
            "features_from",
            "feature_names",
            "scores",
            "decision",
            "request_sealed",
            "vector_sealed",
            "vector_id",
            "batch",
            "batch_row");
    private static final List<String> FEEDBACK =
            List.of("feedback_id", "inference_id", "region", "known_at", "status", "name", "value");

    private final Archive archive;
    private final DatasetSpec spec;
    private final PinnedRows rows;
    private final TreeMap<String, Long> leftOut = new TreeMap<>();
    private final TreeMap<String, Long> feedbackLeftOut = new TreeMap<>();

    RowSelection(Archive archive, DatasetSpec spec, PinnedRows rows) {
        this.archive = archive;
        this.spec = spec;
        this.rows = rows;
    }

    /** Reasons and numbers of rows. */
    Map<String, Long> leftOut() {
        return leftOut;
    }

    /** Reasons and numbers of feedback of that name. */
    Map<String, Long> feedbackLeftOut() {
        return feedbackLeftOut;
    }

    /** What layouts of features the rows have, and how many rows each. */
    Map<FeatureLayout, Long> layouts() {
        Map<FeatureLayout, Long> layouts = new HashMap<>();
        for (String place : rows.places()) {
            rows.forEach(place, ArchiveTable.INFERENCES, filter(), LAYOUT, row -> {
                FeatureLayout layout = layout(row);
                if (layout != null && spec.statuses().contains(text(row, "status"))) {
                    layouts.merge(layout, 1L, Long::sum);
                }
            });
        }
        return layouts;
    }

    /** Passes on each row of that layout with its opened features. */
    void select(FeatureLayout layout, FeatureValues features, BiConsumer<SelectedRow, @Nullable Object[]> action) {
        leftOut.clear();
        feedbackLeftOut.clear();
        for (String place : rows.places()) {
            Labels labels = labels(place);
            try (SealedParts parts = parts(place)) {
                rows.forEach(place, ArchiveTable.INFERENCES, filter(), ROW, row -> {
                    SelectedRow selected = select(place, row, layout, labels);
                    if (selected == null) {
                        return;
                    }
                    Optional<GenericRecord> opened = open(parts, selected);
                    if (opened.isEmpty()) {
                        leaveOut("erased");
                    } else {
                        action.accept(selected, features.of(opened.get(), selected.inferenceId()));
                    }
                });
            }
        }
    }

    SealedParts parts(String place) {
        return new SealedParts(archive.place(place), archive.place(place).inferences());
    }

    static Optional<GenericRecord> open(SealedParts parts, SelectedRow row) {
        return parts.open(row.part(), row.sealed(), row.subjectKey(), row.sealedFor());
    }

    private @Nullable SelectedRow select(String place, Record row, FeatureLayout wanted, Labels labels) {
        String status = text(row, "status");
        if (!spec.statuses().contains(status)) {
            return leaveOut("status " + status);
        }
        FeatureLayout layout = layout(row);
        String part = "ATTACHED".equals(row.getField("features_from")) ? "vector" : "request";
        Object sealed = row.getField(part + "_sealed");
        if (layout == null || sealed == null) {
            return leaveOut("no features");
        }
        if (!layout.equals(wanted)) {
            return leaveOut("other features: " + layout);
        }
        long eventTime = micros(row, "event_time");
        long mature = eventTime + spec.maturity().toNanos() / 1_000;
        long asOf = Labels.micros(spec.asOf());
        if (mature > asOf && !spec.keepImmature()) {
            return leaveOut("immature");
        }
        String id = text(row, "inference_id");
        Label label = labels.knownBy(id, Math.min(mature, asOf));
        if (label == null && spec.unlabelled() == DatasetSpec.Unlabelled.DROP) {
            return leaveOut(labels.has(id) ? "label too late" : "unlabelled");
        }
        return new SelectedRow(
                eventTime,
                id,
                text(row, "batch"),
                (Integer) Objects.requireNonNull(row.getField("batch_row")),
                place,
                text(row, "model"),
                (String) row.getField("model_version"),
                text(row, "subject_key"),
                part,
                part.equals("vector") ? text(row, "vector_id") : id,
                bytes((ByteBuffer) sealed),
                score(row),
                (String) row.getField("decision"),
                label);
    }

    private @Nullable SelectedRow leaveOut(String reason) {
        leftOut.merge(reason, 1L, Long::sum);
        return null;
    }

    void leaveOutRepeated() {
        leaveOut("repeated");
    }

    private @Nullable Double score(Record row) {
        if (!(row.getField("scores") instanceof List<?> scores)) {
            return null;
        }
        for (Object score : scores) {
            Record named = (Record) score;
            if (spec.score().isEmpty() || spec.score().get().equals(named.getField("name"))) {
                return (Double) named.getField("value");
            }
        }
        return null;
    }

    private Labels labels(String place) {
        Labels labels = new Labels();
        Expression filter = Expressions.and(
                Expressions.equal("name", spec.label()),
                Expressions.lessThanOrEqual("known_at", Labels.micros(spec.asOf())));
        Consumer<Record> add = row -> {
            if (!"ARCHIVED".equals(text(row, "status"))) {
                feedbackLeftOut.merge("status " + text(row, "status"), 1L, Long::sum);
            } else if (row.getField("value") == null) {
                feedbackLeftOut.merge("without a number", 1L, Long::sum);
            } else {
                labels.add(
                        text(row, "inference_id"),
                        new Label(
                                (Double) Objects.requireNonNull(row.getField("value")),
                                micros(row, "known_at"),
                                text(row, "feedback_id")));
            }
        };
        rows.forEach(place, ArchiveTable.FEEDBACK, filter, FEEDBACK, add);
        return labels;
    }

    private Expression filter() {
        Expression filter = Expressions.equal("model", spec.model());
        if (!spec.regions().isEmpty()) {
            filter = Expressions.and(
                    filter, Expressions.in("region", spec.regions().toArray()));
        }
        if (spec.from().isPresent()) {
            filter = Expressions.and(
                    filter,
                    Expressions.greaterThanOrEqual(
                            "event_time", Labels.micros(spec.from().get())));
        }
        if (spec.to().isPresent()) {
            filter = Expressions.and(
                    filter,
                    Expressions.lessThan("event_time", Labels.micros(spec.to().get())));
        }
        return filter;
    }

    private static @Nullable FeatureLayout layout(Record row) {
        if (!(row.getField("feature_names") instanceof List<?> names)
                || names.isEmpty()
                || row.getField("features_from") == null
                || "MISSING".equals(row.getField("features_from"))) {
            return null;
        }
        return new FeatureLayout(
                (String) row.getField("feature_set"),
                (String) row.getField("feature_set_version"),
                names.stream().map(String::valueOf).toList());
    }

    private static String text(Record row, String column) {
        return String.valueOf(row.getField(column));
    }

    private static long micros(Record row, String column) {
        return Labels.micros(((OffsetDateTime) Objects.requireNonNull(row.getField(column))).toInstant());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
