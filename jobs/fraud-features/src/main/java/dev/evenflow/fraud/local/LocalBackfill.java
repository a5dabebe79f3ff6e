package dev.evenflow.fraud.local;

import dev.evenflow.features.kernel.AttributeHistory;
import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.PackedRows;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.files.RecordFileFormat;
import dev.evenflow.flink.files.RecordFiles;
import dev.evenflow.fraud.FraudFeaturesConfig;
import dev.evenflow.fraud.FraudFeaturesJob;
import dev.evenflow.fraud.codec.Emission;
import dev.evenflow.fraud.codec.RowReaders;
import dev.evenflow.fraud.codec.VectorFields;
import dev.evenflow.fraud.function.LateEvents;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.jspecify.annotations.Nullable;

/**
 * The job in BATCH over files of one machine, in this JVM's heap: the same reading, plan, kernel and writing as the
 * Flink job, and so the same vectors; in the place of Flink's sorts and shuffles stands an array of all rows.
 * {@link #main} takes the number of threads, then the job's options.
 */
public final class LocalBackfill {
    private static final int TOO_LARGE = 3;
    /** Rows may take that part of the heap; the rest is for reading and writing. */
    private static final double SHARE_OF_ROWS = 0.5;

    private final FraudFeaturesConfig config;
    private final FeatureSet set;
    private final Workers workers;
    private final Path source;
    private final Path out;
    private final String run = "part-" + UUID.randomUUID();
    private final long begin = System.nanoTime();

    private LocalBackfill(FraudFeaturesConfig config, Workers workers) {
        this.config = config;
        this.set = config.featureSet();
        this.workers = workers;
        this.source = directory("source", config.sourceDirectory());
        this.out = directory("out", config.outputDirectory());
    }

    private static Path directory(String option, @Nullable String given) {
        if (given == null)
            throw new IllegalArgumentException("option --" + option + " is missing, expected a directory");
        return Path.of(given);
    }

    /** Exits with 3 where the history is too large. */
    public static void main(String[] args) throws Exception {
        try {
            run(Integer.parseInt(args[0]), Arrays.copyOfRange(args, 1, args.length), System.getenv());
        } catch (HistoryTooLargeException e) {
            System.exit(TOO_LARGE);
        }
    }

    /** @param options of the job; an {@link IllegalArgumentException} unless they say BATCH, and files at both ends */
    public static void run(int threads, String[] options, Map<String, String> environment) throws Exception {
        FraudFeaturesConfig config = FraudFeaturesConfig.of(options, environment);
        if (!config.batch())
            throw new IllegalArgumentException("option --runtime-mode: '" + config.mode() + "', expected batch");
        try (Workers workers = new Workers(threads)) {
            new LocalBackfill(config, workers).run();
        }
    }

    private void run() throws Exception {
        FeaturePlan plan = config.plan();
        AtomicLong room = new AtomicLong((long) (Runtime.getRuntime().maxMemory() * SHARE_OF_ROWS));
        HistoryRows events = read(
                "transactions",
                set.source(),
                RowReaders.ofEvents(set, config.maxFuture().toMillis()),
                plan.sourceFields(),
                room);
        List<DeadLetter> rejected = new ArrayList<>(events.rejected());
        Schema labelSchema = set.labels();
        HistoryRows labels = labelSchema == null
                ? null
                : read(
                        "labels",
                        labelSchema,
                        RowReaders.ofLabels(set, config.maxFuture().toMillis()),
                        labelSchema.getFields().stream().map(Schema.Field::name).toList(),
                        room);
        List<PackedRows.Part> parts = new ArrayList<>(events.rows());
        if (labels != null) {
            parts.addAll(labels.rows());
            rejected.addAll(labels.rejected());
        }
        PackedRows rows = new PackedRows(plan.layout(), parts);
        int eventCount = events.rows().stream().mapToInt(PackedRows.Part::size).sum();
        report("%,d events and %,d labels read", eventCount, rows.size() - eventCount);
        LateEvents lateEvents = new LateEvents(Objects.requireNonNull(config.sourceDirectory()));
        List<LateEvent> late = new ArrayList<>();
        for (EntityPlan entity : plan.entities()) {
            late.addAll(new EntityPass(entity, lateEvents, rows).run(workers));
            report("features of %s", entity.name());
        }
        List<Attributes> attributes = new ArrayList<>();
        for (ChangelogPlan changelog : plan.changelogs()) {
            attributes.add(attributes(changelog, room, rejected));
            report("attributes of %s", changelog.name());
        }
        write(rows, eventCount, attributes.toArray(Attributes[]::new));
        writeAll("late", LateEvent.getClassSchema(), late);
        writeAll("rejected", DeadLetter.getClassSchema(), rejected);
        report("vectors written");
    }

    /** Of one table: what gives its key's attributes to an event. */
    private record Attributes(Slot keySlot, Map<String, AttributeHistory> byKey) {
        void apply(FeatureRow event) {
            String key = event.getText(keySlot);
            AttributeHistory history = key == null ? null : byKey.get(key);
            if (history != null) history.apply(event);
        }
    }

    /** All changes are known before the first event asks, as in Flink's BATCH. */
    private Attributes attributes(ChangelogPlan changelog, AtomicLong room, List<DeadLetter> rejected)
            throws Exception {
        Schema envelope = set.changelog(changelog.schema());
        HistoryRows read = read(
                changelog.name(),
                envelope,
                RowReaders.ofChanges(set, changelog.name(), config.maxFuture().toMillis()),
                envelope.getFields().stream().map(Schema.Field::name).toList(),
                room);
        rejected.addAll(read.rejected());
        RowLayout layout = config.plan().layout();
        PackedRows changes = new PackedRows(layout, read.rows());
        Comparator<FeatureRow> order = RowOrder.of(layout);
        Map<String, AttributeHistory> byKey = new HashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            FeatureRow change = new FeatureRow(layout);
            changes.read(i, change);
            byKey.computeIfAbsent(
                            String.valueOf(change.getText(changelog.keySlot())),
                            key -> new AttributeHistory(changelog, order, null))
                    .add(change);
        }
        return new Attributes(changelog.keySlot(), byKey);
    }

    private HistoryRows read(
            String folder, Schema schema, RecordReader<FeatureRow> reader, Collection<String> fields, AtomicLong room)
            throws Exception {
        Path from = source.resolve(folder);
        return HistoryRows.read(
                from,
                config.plan().layout(),
                new RecordFileFormat<>(
                        FraudFeaturesJob.NAME, from.toString(), schema, reader, new FeatureRowTypeInfo(set), fields),
                room,
                workers);
    }

    private void write(PackedRows rows, int events, Attributes[] attributes) throws Exception {
        FeaturePlan plan = config.plan();
        String format = config.format().name();
        VectorFields fields = new VectorFields(set, Emission.SETTLED);
        BulkWriter.Factory<FeatureRow> writers = RecordFiles.writers(
                format,
                plan.vectorSchema(),
                row -> plan.toVector(row, Emission.SETTLED.of(row)),
                fields,
                fields.distinct());
        int parts = Math.max(1, Math.min(workers.threads(), events));
        workers.each(parts, () -> part -> {
            OutputPart<FeatureRow> file =
                    new OutputPart<>(out.resolve("vectors"), run + "-" + part + RecordFiles.suffix(format), writers);
            FeatureRow row = new FeatureRow(plan.layout());
            int to = (int) ((long) events * (part + 1) / parts);
            for (int i = (int) ((long) events * part / parts); i < to; i++) {
                if (!rows.has(i)) continue;
                rows.read(i, row);
                for (Attributes each : attributes) each.apply(row);
                plan.complete(row);
                file.add(row);
            }
            file.complete();
        });
    }

    private <T extends SpecificRecord> void writeAll(String folder, Schema schema, List<T> records) throws IOException {
        if (records.isEmpty()) return;
        OutputPart<T> file = new OutputPart<>(
                out.resolve(folder),
                run + "-0" + RecordFiles.suffix("AVRO"),
                RecordFiles.writers("AVRO", schema, record -> record, null, List.of()));
        for (T record : records) file.add(record);
        file.complete();
    }

    private void report(String what, Object... values) {
        System.out.printf(
                Locale.ROOT,
                "  %5.1f s  %s%n",
                (System.nanoTime() - begin) / 1e9,
                String.format(Locale.ROOT, what, values));
    }
}
