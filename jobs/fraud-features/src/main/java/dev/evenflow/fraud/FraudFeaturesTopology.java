package dev.evenflow.fraud;

import static dev.evenflow.fraud.FraudFeaturesUids.*;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.lineage.ReportLineageFactory;
import dev.evenflow.fraud.function.AttachAttributes;
import dev.evenflow.fraud.function.CompleteVectors;
import dev.evenflow.fraud.function.CorrectVectors;
import dev.evenflow.fraud.function.HotState;
import dev.evenflow.fraud.function.MeasureSkew;
import dev.evenflow.fraud.function.RouteRejected;
import dev.evenflow.fraud.function.RowKey;
import dev.evenflow.fraud.function.ServeEntityFeatures;
import dev.evenflow.fraud.function.SliceKey;
import dev.evenflow.fraud.function.UpdateEntityFeatures;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The graph: rows pass the entities in a chain, once as they come (served) and once in order (settled). */
public final class FraudFeaturesTopology {
    private final FraudFeaturesConfig config;
    private final FeatureRowTypeInfo rowType;
    private final OutputTag<DeadLetter> rejectedTag = new OutputTag<>("rejected", new AvroTypeInfo<>(DeadLetter.class));
    private final OutputTag<LateEvent> lateTag = new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class));
    private final OutputTag<FeatureRow> correctionTag;
    private final OutputTag<FeatureRow> labelTag;
    private final SliceKey slices;
    private @Nullable DataStream<LateEvent> late;

    public FraudFeaturesTopology(FraudFeaturesConfig config) {
        this.config = config;
        this.rowType = new FeatureRowTypeInfo(config.featureSet());
        this.correctionTag = new OutputTag<>("corrections", rowType);
        this.labelTag = new OutputTag<>("labels", rowType);
        this.slices = new SliceKey(config.slice().toMillis());
    }

    public void build(Sources sources, Sinks sinks) {
        SingleOutputStreamOperator<FeatureRow> transactions = rows(sources.transactions(), ROUTE_REJECTED_TRANSACTIONS);
        DataStream<DeadLetter> rejected = transactions.getSideOutput(rejectedTag);
        SingleOutputStreamOperator<FeatureRow> labels = null;
        if (sources.labels() != null) {
            labels = rows(sources.labels(), ROUTE_REJECTED_LABELS);
            rejected = rejected.union(labels.getSideOutput(rejectedTag));
        }
        Map<String, DataStream<FeatureRow>> changes = new HashMap<>();
        for (ChangelogPlan changelog : config.plan().changelogs()) {
            SingleOutputStreamOperator<FeatureRow> each = rows(
                    Objects.requireNonNull(sources.changes().get(changelog.name()), changelog.name()),
                    FraudFeaturesUids.routeRejectedChanges(changelog.name()));
            rejected = rejected.union(each.getSideOutput(rejectedTag));
            changes.put(changelog.name(), each);
        }
        DataStream<FeatureRow> served = config.serves() ? served(transactions, labels, changes) : null;
        DataStream<FeatureRow> settled = config.settles() ? settled(transactions, labels, changes) : null;
        if (served != null) named(served.sinkTo(sinks.served()), WRITE_SERVED_VECTORS);
        if (settled != null) named(settled.sinkTo(sinks.settled()), WRITE_SETTLED_VECTORS);
        if (served != null && settled != null) measureSkew(served, settled);
        if (late != null) named(late.sinkTo(sinks.late()), WRITE_LATE_EVENTS);
        named(rejected.sinkTo(sinks.rejected()), WRITE_DEAD_LETTERS);
        ReportLineageFactory.add(rejected, FraudFeaturesLineage.of(config), FraudFeaturesLineage::facts);
    }

    private SingleOutputStreamOperator<FeatureRow> rows(DataStream<Decoded<FeatureRow>> decoded, String uid) {
        return named(decoded.process(new RouteRejected(rejectedTag)).returns(rowType), uid);
    }

    private DataStream<FeatureRow> served(
            DataStream<FeatureRow> transactions,
            @Nullable DataStream<FeatureRow> labels,
            Map<String, DataStream<FeatureRow>> changes) {
        DataStream<FeatureRow> rows = transactions;
        for (EntityPlan entity : config.plan().entities()) {
            var operator = new ServeEntityFeatures(
                    config.featureSet(),
                    entity.name(),
                    config.disorder().plus(config.lateness()).toMillis() + 1,
                    hotState());
            rows = named(
                    withLabels(rows, labels, entity)
                            .keyBy(new RowKey(entity.keySlot()), Types.STRING)
                            .transform(serveFeatures(entity.name()), rowType, operator),
                    serveFeatures(entity.name()));
        }
        return complete(
                withAttributes(
                        rows,
                        changes,
                        false,
                        config.disorder().plus(config.lateness()).toMillis() + 1),
                COMPLETE_SERVED_VECTORS);
    }

    private DataStream<FeatureRow> settled(
            DataStream<FeatureRow> transactions,
            @Nullable DataStream<FeatureRow> labels,
            Map<String, DataStream<FeatureRow>> changes) {
        DataStream<FeatureRow> rows = transactions;
        DataStream<FeatureRow> knownLabels = labels;
        DataStream<FeatureRow> corrections = null;
        long slackMs = config.settledSlackMs();
        // STREAMING: the first entity settles events and labels for all. BATCH sorts by itself.
        boolean settles = !config.batch();
        for (EntityPlan entity : config.plan().entities()) {
            var operator = new UpdateEntityFeatures(
                    config.featureSet(),
                    entity.name(),
                    slackMs,
                    config.batch() ? null : slices,
                    config.rowsOnHeap(),
                    hotState(),
                    settles
                            ? new UpdateEntityFeatures.Settling(
                                    config.lateness().toMillis(), config.labelsTopic(), labelTag)
                            : null,
                    eventsOrigin(),
                    correctionTag,
                    lateTag);
            DataStream<FeatureRow> input =
                    settles && labels != null ? transactions.union(labels) : withLabels(rows, knownLabels, entity);
            SingleOutputStreamOperator<FeatureRow> updated = named(
                    input.keyBy(new RowKey(entity.keySlot()), Types.STRING)
                            .transform(updateFeatures(entity.name()), rowType, operator),
                    updateFeatures(entity.name()));
            if (settles && labels != null) knownLabels = updated.getSideOutput(labelTag);
            settles = false;
            DataStream<FeatureRow> patches = updated.getSideOutput(correctionTag);
            corrections = corrections == null ? patches : corrections.union(patches);
            addLate(updated);
            rows = updated;
        }
        if (slackMs > 0 && corrections != null)
            rows = named(
                    rows.union(corrections)
                            .keyBy(slices, Types.LONG)
                            .process(new CorrectVectors(
                                    config.featureSet(),
                                    slices,
                                    slackMs + config.slice().toMillis()))
                            .returns(rowType),
                    CORRECT_VECTORS);
        return complete(withAttributes(rows, changes, true, slackMs), COMPLETE_SETTLED_VECTORS);
    }

    private HotState hotState() {
        int chains = (config.serves() ? 1 : 0) + (config.settles() ? 1 : 0);
        return HotState.ofHeap(
                config.hotState(), chains * config.plan().entities().size());
    }

    /** What late and refused events name as their source: the topic, or the directory of the files. */
    private String eventsOrigin() {
        String directory = config.sourceDirectory();
        return directory == null ? config.transactionsTopic() : directory;
    }

    private DataStream<FeatureRow> withAttributes(
            DataStream<FeatureRow> events, Map<String, DataStream<FeatureRow>> changes, boolean settles, long slackMs) {
        DataStream<FeatureRow> rows = events;
        for (ChangelogPlan changelog : config.plan().changelogs()) {
            RowKey key = new RowKey(changelog.keySlot());
            rows = named(
                    rows.keyBy(key, Types.STRING)
                            .connect(Objects.requireNonNull(changes.get(changelog.name()))
                                    .keyBy(key, Types.STRING))
                            .transform(
                                    FraudFeaturesUids.attachAttributes(changelog.name(), settles),
                                    rowType,
                                    new AttachAttributes(
                                            config.featureSet(), changelog.name(), slices, settles, slackMs)),
                    FraudFeaturesUids.attachAttributes(changelog.name(), settles));
        }
        return rows;
    }

    private static DataStream<FeatureRow> withLabels(
            DataStream<FeatureRow> rows, @Nullable DataStream<FeatureRow> labels, EntityPlan entity) {
        return labels != null && entity.hasLabelFeatures() ? rows.union(labels) : rows;
    }

    private DataStream<FeatureRow> complete(DataStream<FeatureRow> rows, String uid) {
        return named(rows.map(new CompleteVectors(config.featureSet())).returns(rowType), uid);
    }

    private void measureSkew(DataStream<FeatureRow> served, DataStream<FeatureRow> settled) {
        long keptMs = config.disorder().plus(config.lateness()).toMillis()
                + config.slice().toMillis();
        named(
                served.keyBy(slices, Types.LONG)
                        .connect(settled.keyBy(slices, Types.LONG))
                        .process(new MeasureSkew(config.featureSet(), slices, keptMs))
                        .returns(rowType),
                MEASURE_SKEW);
    }

    private void addLate(SingleOutputStreamOperator<FeatureRow> from) {
        DataStream<LateEvent> more = from.getSideOutput(lateTag);
        late = late == null ? more : late.union(more);
    }

    private static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> operator, String uid) {
        return operator.name(uid).uid(uid);
    }

    private static void named(org.apache.flink.streaming.api.datastream.DataStreamSink<?> sink, String uid) {
        sink.name(uid).uid(uid);
    }
}
