package dev.evenflow.monitor.function;

import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.IncidentRecords;
import dev.evenflow.monitor.codec.ScoreRecords;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
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
 */
public final class RaiseIncidents extends AbstractStreamOperator<QualityIncident>
        implements OneInputStreamOperator<QualityScore, QualityIncident>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final long TICK_MS = 1_000;

    private final QualityMonitorConfig config;
    private transient @Nullable ListState<byte[]> stored;
    private transient @Nullable IncidentBook book;
    private transient @Nullable Map<String, Contract> contracts;
    private transient @Nullable IncidentMetrics metrics;

    public RaiseIncidents(QualityMonitorConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Map<String, Contract> known = new HashMap<>();
        for (DatasetSettings dataset : config.datasets()) known.put(dataset.topic(), dataset.contract());
        contracts = known;
        stored = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("incidents", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        Map<String, Set<String>> upstream = new HashMap<>();
        config.lineage().forEach((dataset, from) -> upstream.put(dataset, Set.copyOf(from)));
        Lineage lineage = new Lineage(upstream);
        IncidentBook incidents = new IncidentBook(lineage, config.incidents());
        for (byte[] bytes : stored.get()) incidents = IncidentBook.fromBytes(bytes, lineage, config.incidents());
        // a contract that changed: the incidents of rules that are gone end with the next tick
        incidents.retain((dataset, rule) -> {
            Contract contract = known.get(dataset);
            return contract != null && contract.rule(rule) != null;
        });
        book = incidents;
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
        long now = getProcessingTimeService().getCurrentProcessingTime();
        long judgedAt = score.getJudgedAt().toEpochMilli();
        long length =
                score.getWindowEnd().toEpochMilli() - score.getWindowStart().toEpochMilli();
        for (CheckResult check : ScoreRecords.checks(score)) {
            Rule rule = contract.rule(check.rule());
            if (rule == null) continue;
            // how fresh a dataset is was looked at in that moment, all else over the window; in the monitor's time, so
            // that what
            // belongs together meets although the datasets' event times are apart
            long covered = check.dimension() == Dimension.FRESHNESS ? 0 : length * windows(rule);
            Objects.requireNonNull(book)
                    .observe(
                            new Observation(
                                    score.getDataset(),
                                    check,
                                    judgedAt - covered,
                                    judgedAt,
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
        IncidentBook incidents = Objects.requireNonNull(book);
        long now = getProcessingTimeService().getCurrentProcessingTime();
        List<IncidentChange> changes = incidents.tick(now);
        for (IncidentChange change : changes) {
            output.collect(new StreamRecord<>(IncidentRecords.of(config.monitor(), change)));
            Objects.requireNonNull(metrics).changed(change);
        }
        Objects.requireNonNull(metrics).open(incidents.openIncidents(now));
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
    }
}
