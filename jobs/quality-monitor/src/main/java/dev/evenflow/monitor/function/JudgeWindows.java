package dev.evenflow.monitor.function;

import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.ScoreRecords;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.event.PartitionProgress;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import dev.evenflow.quality.reconcile.LedgerTally;
import dev.evenflow.quality.reconcile.PairTally;
import dev.evenflow.quality.score.DimensionScore;
import dev.evenflow.quality.score.ScoreWeights;
import dev.evenflow.quality.score.Scores;
import dev.evenflow.quality.skew.ComparisonTally;
import dev.evenflow.quality.window.DatasetJudge;
import dev.evenflow.quality.window.Judged;
import dev.evenflow.quality.window.PartitionNews;
import dev.evenflow.quality.window.WindowProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Merges what is gathered of each dataset, judges its windows when they are complete, and its freshness every few seconds by
 * the clock. The main output is all scores, for incidents; those to publish are a side output.
 *
 * <p>What is open is on the heap, bounded by the datasets' lateness; state is what a checkpoint needs, written when it begins.
 * So merging a part costs no serialisation.
 */
public final class JudgeWindows extends AbstractStreamOperator<QualityScore>
        implements OneInputStreamOperator<DatasetNews, QualityScore>, BoundedOneInput, KeepsState {
    private static final long serialVersionUID = 1L;
    private static final String JUDGES = "judge";

    private final QualityMonitorConfig config;
    private final OutputTag<QualityScore> published;
    private transient @Nullable ValueState<byte[]> judgeState;
    private transient @Nullable MapState<Long, byte[]> windowState;
    private transient @Nullable Map<String, Watched> datasets;
    private transient @Nullable List<String> restored;

    /** One dataset, as this subtask knows it. */
    private static final class Watched {
        private final DatasetSettings settings;
        private final Contract contract;
        private final ScoreWeights weights;
        private final DatasetJudge judge;
        private final DatasetMetrics metrics;
        private String lastStates = "";
        private long publishedAt = Long.MIN_VALUE;

        Watched(DatasetSettings settings, Contract contract, DatasetJudge judge, DatasetMetrics metrics) {
            this.settings = settings;
            this.contract = contract;
            this.weights = ScoreWeights.DEFAULT.with(settings.watched().weights());
            this.judge = judge;
            this.metrics = metrics;
        }
    }

    public JudgeWindows(QualityMonitorConfig config, OutputTag<QualityScore> published) {
        this.config = config;
        this.published = published;
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(judges(), windows());
    }

    private static ValueStateDescriptor<byte[]> judges() {
        return new ValueStateDescriptor<>(JUDGES, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private static MapStateDescriptor<Long, byte[]> windows() {
        return new MapStateDescriptor<>("windows", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        judgeState = context.getKeyedStateStore().getState(judges());
        windowState = context.getKeyedStateStore().getMapState(windows());
        datasets = new TreeMap<>();
        restored = !context.isRestored()
                ? List.of()
                : getKeyedStateBackend()
                        .<VoidNamespace>getKeys(JUDGES, VoidNamespace.INSTANCE)
                        .map(String::valueOf)
                        .toList();
    }

    @Override
    public void open() throws Exception {
        super.open();
        // datasets that are silent since the restart must be judged, too
        for (String dataset : Objects.requireNonNull(restored)) {
            setCurrentKey(dataset);
            watched(dataset);
        }
        scheduleTick();
    }

    private void scheduleTick() {
        long tick = config.tick().toMillis();
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now - now % tick + tick, time -> {
            for (Watched watched : Objects.requireNonNull(datasets).values()) look(watched);
            scheduleTick();
        });
    }

    @Override
    public void processElement(StreamRecord<DatasetNews> element) throws Exception {
        DatasetNews news = element.getValue();
        Watched watched = watched(news.dataset());
        if (watched == null) return;
        switch (news.kind()) {
            case PARTITION -> watched.judge.enter(PartitionNews.fromBytes(news.body()));
            case WINDOW -> {
                WindowProfile part = WindowProfile.fromBytes(news.body());
                watched.metrics.counted(part);
                watched.judge.enter(news.windowStart(), part);
            }
            case PAIRS -> watched.judge.enter(PairTally.fromBytes(news.body()));
            case COMPARISON -> watched.judge.enter(ComparisonTally.fromBytes(news.body()));
            case LEDGER -> watched.judge.enter(LedgerTally.fromBytes(news.body()));
        }
    }

    /** The current key's dataset, with what was stored of it; null where it is no longer watched. */
    private @Nullable Watched watched(String dataset) throws Exception {
        Map<String, Watched> known = Objects.requireNonNull(datasets);
        Watched watched = known.get(dataset);
        if (watched != null) return watched;
        for (DatasetSettings settings : config.datasets()) {
            if (!settings.topic().equals(dataset)) continue;
            Contract contract = settings.contract();
            DatasetJudge judge = settings.judge(contract, deafMs());
            byte[] stored = Objects.requireNonNull(judgeState).value();
            if (stored != null) {
                Map<Long, byte[]> windows = new HashMap<>();
                for (Map.Entry<Long, byte[]> window :
                        Objects.requireNonNull(windowState).entries()) windows.put(window.getKey(), window.getValue());
                judge.restore(stored, windows);
            }
            watched = new Watched(settings, contract, judge, new DatasetMetrics(getMetricGroup(), settings, contract));
            known.put(dataset, watched);
        }
        return watched;
    }

    /** Word comes with each flush while records come, and with each look while none do. */
    private long deafMs() {
        return 10_000 + 3 * (config.flush().toMillis() + config.idle().toMillis());
    }

    private void look(Watched watched) {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        for (Judged verdict : watched.judge.judge()) judged(watched, verdict, now);
        List<CheckResult> fresh = watched.judge.liveness(now);
        watched.metrics.looked(watched.judge, fresh, now);
        String states = states(fresh);
        boolean report = !states.equals(watched.lastStates)
                || now - watched.publishedAt >= config.report().toMillis();
        var judgement = judgement(watched, now, now, 0, now, false, 0);
        List<PartitionProgress> progress = progress(watched, fresh);
        for (boolean shadow : new boolean[] {false, true}) {
            List<DimensionScore> scores =
                    shadow ? Scores.ofShadow(fresh, watched.weights) : Scores.of(fresh, watched.weights);
            for (DimensionScore score : scores) {
                if (score.dimension() == null) continue;
                QualityScore told = ScoreRecords.of(judgement, score, shadow, progress);
                output.collect(new StreamRecord<>(told));
                if (!shadow) watched.metrics.scored(told);
                if (report) output.collect(published, new StreamRecord<>(told));
            }
        }
        if (report) {
            watched.lastStates = states;
            watched.publishedAt = now;
        }
    }

    private static String states(List<CheckResult> checks) {
        StringBuilder states = new StringBuilder();
        for (CheckResult check : checks)
            states.append(check.rule()).append(check.subject()).append(check.outcome());
        return states.toString();
    }

    private static List<PartitionProgress> progress(Watched watched, List<CheckResult> fresh) {
        List<PartitionProgress> progress = new ArrayList<>();
        for (PartitionNews partition : watched.judge.partitions().partitions()) {
            QualityState state = QualityState.UNKNOWN;
            for (CheckResult check : fresh) {
                if (!check.subject().isEmpty() && !check.subject().equals("partition/" + partition.partition()))
                    continue;
                if (check.outcome() == Outcome.FAIL) state = QualityState.UNHEALTHY;
                else if (check.outcome() == Outcome.PASS && state == QualityState.UNKNOWN) state = QualityState.HEALTHY;
            }
            if (partition.lastLogTime() == PartitionNews.NONE) state = QualityState.UNKNOWN;
            progress.add(ScoreRecords.of(partition, state));
        }
        return progress;
    }

    private ScoreRecords.Judgement judgement(
            Watched watched, long start, long end, int revision, long now, boolean backfill, long records) {
        return new ScoreRecords.Judgement(
                config.monitor(),
                watched.settings.topic(),
                start,
                end,
                revision,
                now,
                backfill,
                records,
                watched.contract.version(),
                watched.settings.baselineName());
    }

    private void judged(Watched watched, Judged verdict, long now) {
        watched.metrics.judged(verdict, now);
        var judgement = judgement(
                watched,
                verdict.startMs(),
                verdict.endMs(),
                verdict.revision(),
                now,
                verdict.backfill() || config.batch(),
                verdict.records());
        List<CheckResult> checks = new ArrayList<>(verdict.checks());
        // of history it says nothing how fresh the dataset is now
        if (!verdict.backfill() && !config.batch() && verdict.revision() == 0)
            checks.addAll(watched.judge.liveness(now));
        for (boolean shadow : new boolean[] {false, true}) {
            List<DimensionScore> scores =
                    shadow ? Scores.ofShadow(checks, watched.weights) : Scores.of(checks, watched.weights);
            for (DimensionScore score : scores) {
                QualityScore told = ScoreRecords.of(judgement, score, shadow, List.of());
                output.collect(new StreamRecord<>(told));
                output.collect(published, new StreamRecord<>(told));
                if (!shadow && verdict.revision() == 0) watched.metrics.scored(told);
            }
        }
    }

    /** The end of bounded input: nothing more will come, so what is there is complete. */
    @Override
    public void endInput() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        for (Watched watched : Objects.requireNonNull(datasets).values())
            for (Judged verdict : watched.judge.judgeAll()) judged(watched, verdict, now);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (Map.Entry<String, Watched> each : Objects.requireNonNull(datasets).entrySet()) {
            setCurrentKey(each.getKey());
            DatasetJudge judge = each.getValue().judge;
            Objects.requireNonNull(judgeState).update(judge.toBytes());
            MapState<Long, byte[]> windows = Objects.requireNonNull(windowState);
            for (Map.Entry<Long, byte @Nullable []> window :
                    judge.unsavedWindows().entrySet()) {
                byte[] bytes = window.getValue();
                if (bytes == null) windows.remove(window.getKey());
                else windows.put(window.getKey(), bytes);
            }
        }
    }
}
