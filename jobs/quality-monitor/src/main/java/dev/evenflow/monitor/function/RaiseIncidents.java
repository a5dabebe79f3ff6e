package dev.evenflow.monitor.function;

import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.IncidentRecords;
import dev.evenflow.monitor.codec.ScoreRecords;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.incident.Incident;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents of the checks in scores. It is one task for all datasets, because an incident upstream explains those
 * downstream; scores are few.
 *
 * <p>Datasets that are replayed have a book of their own that goes by their event time: their months pass in seconds, and
 * they are to have the incidents they would have had.
 */
public final class RaiseIncidents extends AbstractStreamOperator<QualityIncident>
        implements OneInputStreamOperator<QualityScore, QualityIncident>, BoundedOneInput, KeepsState {
    private static final long serialVersionUID = 1L;
    private static final long TICK_MS = 1_000;

    private final QualityMonitorConfig config;
    private transient @Nullable ListState<byte[]> stored;
    private transient @Nullable ListState<byte[]> storedReplays;
    private transient @Nullable IncidentBook book;
    private transient @Nullable IncidentBook replays;
    /** Event time up to which the replayed datasets were judged. */
    private transient long replayedTo;

    private transient @Nullable Map<String, Contract> contracts;
    private transient @Nullable Set<String> replayed;
    private transient @Nullable IncidentMetrics metrics;

    public RaiseIncidents(QualityMonitorConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Map<String, Contract> known = new HashMap<>();
        Set<String> again = new HashSet<>();
        for (DatasetSettings dataset : config.datasets()) {
            known.put(dataset.topic(), dataset.contract());
            if (dataset.watched().replayed()) again.add(dataset.topic());
        }
        replayed = again;
        contracts = known;
        stored = context.getOperatorStateStore().getListState(bytes("incidents"));
        storedReplays = context.getOperatorStateStore().getListState(bytes("replayed-incidents"));
        book = book(stored, known);
        replays = book(storedReplays, known);
        replayedTo = Long.MIN_VALUE;
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(bytes("incidents"), bytes("replayed-incidents"));
    }

    private static ListStateDescriptor<byte[]> bytes(String name) {
        return new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private IncidentBook book(ListState<byte[]> saved, Map<String, Contract> known) throws Exception {
        Map<String, Set<String>> upstream = new HashMap<>();
        config.lineage().forEach((dataset, from) -> upstream.put(dataset, Set.copyOf(from)));
        Lineage lineage = new Lineage(upstream);
        IncidentBook incidents = new IncidentBook(lineage, config.incidents());
        for (byte[] bytes : saved.get()) incidents = IncidentBook.fromBytes(bytes, lineage, config.incidents());
        // a contract that changed: the incidents of rules that are gone end with the next tick
        incidents.retain((dataset, rule) -> {
            Contract contract = known.get(dataset);
            return contract != null && contract.rule(rule) != null;
        });
        return incidents;
    }

    @Override
    public void open() throws Exception {
        super.open();
        metrics = new IncidentMetrics(getMetricGroup());
        for (DatasetSettings dataset : config.datasets()) metrics.watch(dataset.topic());
        scheduleTick();
    }

    private void scheduleTick() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now - now % TICK_MS + TICK_MS, time -> {
            tick();
            scheduleTick();
        });
    }

    @Override
    public void processElement(StreamRecord<QualityScore> element) {
        QualityScore score = element.getValue();
        Contract contract = Objects.requireNonNull(contracts).get(score.getDataset());
        // a window that is judged again says nothing about now
        if (contract == null || score.getRevision() > 0) return;
        // how fresh a dataset is was looked at in that moment, all else over the window
        boolean moment = score.getDimension() == QualityDimension.FRESHNESS;
        boolean replay = !moment && Objects.requireNonNull(replayed).contains(score.getDataset());
        // in the monitor's time, so that what belongs together meets although the datasets' event times are apart
        long end = (replay ? score.getWindowEnd() : score.getJudgedAt()).toEpochMilli();
        long length = moment
                ? 0
                : score.getWindowEnd().toEpochMilli() - score.getWindowStart().toEpochMilli();
        IncidentBook incidents = Objects.requireNonNull(replay ? replays : book);
        if (replay && end > replayedTo) {
            tickReplays();
            replayedTo = end;
        }
        long now = replay ? replayedTo : getProcessingTimeService().getCurrentProcessingTime();
        for (CheckResult check : ScoreRecords.checks(score)) {
            Rule rule = contract.rule(check.rule());
            if (rule == null) continue;
            incidents.observe(
                    new Observation(
                            score.getDataset(),
                            check,
                            end - length * windows(rule),
                            end,
                            rule.sustainMs(),
                            rule.recoverMs(),
                            contract.owner(),
                            runbook(rule, contract),
                            score.getBackfill()),
                    now);
        }
    }

    private static int windows(Rule rule) {
        return rule.requirement() instanceof Requirement.Drift drift ? drift.windows() : 1;
    }

    private String runbook(Rule rule, Contract contract) {
        if (!rule.runbook().isEmpty()) return rule.runbook();
        if (!contract.runbook().isEmpty()) return contract.runbook();
        return config.runbooks() + "/quality-" + rule.dimension().name().toLowerCase(Locale.ROOT) + ".md";
    }

    private void tick() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        IncidentBook incidents = Objects.requireNonNull(book);
        publish(incidents.tick(now));
        tickReplays();
        List<Incident> open = new ArrayList<>(incidents.openIncidents(now));
        open.addAll(Objects.requireNonNull(replays).openIncidents(replayedTo));
        Objects.requireNonNull(metrics).open(open);
    }

    private void tickReplays() {
        if (replayedTo != Long.MIN_VALUE)
            publish(Objects.requireNonNull(replays).tick(replayedTo));
    }

    private void publish(List<IncidentChange> changes) {
        for (IncidentChange change : changes) {
            output.collect(new StreamRecord<>(IncidentRecords.of(config.monitor(), change)));
            Objects.requireNonNull(metrics).changed(change);
        }
    }

    @Override
    public void endInput() {
        tick();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        Objects.requireNonNull(stored)
                .update(List.of(Objects.requireNonNull(book).toBytes()));
        Objects.requireNonNull(storedReplays)
                .update(List.of(Objects.requireNonNull(replays).toBytes()));
    }
}
