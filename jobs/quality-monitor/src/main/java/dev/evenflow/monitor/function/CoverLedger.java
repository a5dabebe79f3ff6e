package dev.evenflow.monitor.function;

import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.reconcile.LedgerCoverage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Holds a ledger's entries against its topics, keyed by rule, and tells every few seconds how it stands. */
public final class CoverLedger extends KeyedProcessFunction<String, LedgerNews, DatasetNews> implements KeepsState {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_MS = 2_000;

    /** Name of the state; it is part of every savepoint. */
    static final String COVERAGE = "ledger-coverage";

    /** A rule with the dataset whose contract has it. */
    private record DatasetRule(String dataset, String rule, long withinMs) implements Serializable {}

    private final HashMap<String, DatasetRule> rules = new HashMap<>();
    private transient @Nullable ValueState<byte[]> coverage;

    public CoverLedger(Collection<Contract> contracts) {
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (rule.requirement() instanceof Requirement.Ledger asks)
                    rules.put(
                            PairedRecord.ruleKey(contract.dataset(), rule.id()),
                            new DatasetRule(contract.dataset(), rule.id(), asks.withinMs()));
            }
        }
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(coverage());
    }

    private static ValueStateDescriptor<byte[]> coverage() {
        return new ValueStateDescriptor<>(COVERAGE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public void open(OpenContext context) {
        coverage = getRuntimeContext().getState(coverage());
    }

    @Override
    public void processElement(LedgerNews news, Context context, Collector<DatasetNews> out) throws IOException {
        DatasetRule rule = rules.get(context.getCurrentKey());
        if (rule == null) return;
        LedgerCoverage known = known(rule);
        if (news.inLedger()) known.covered(news.topic(), news.partition(), news.from(), news.to());
        else known.reached(news.topic(), news.partition(), news.to(), news.atMs());
        Objects.requireNonNull(coverage).update(known.toBytes());
        lookNext(context);
    }

    /** At the next multiple, so that any number of records makes one timer. */
    private static void lookNext(KeyedProcessFunction<String, LedgerNews, DatasetNews>.Context context) {
        long now = context.timerService().currentProcessingTime();
        context.timerService().registerProcessingTimeTimer(now - now % LOOK_MS + LOOK_MS);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<DatasetNews> out) throws IOException {
        DatasetRule rule = rules.get(context.getCurrentKey());
        if (rule == null) {
            Objects.requireNonNull(coverage).clear();
            return;
        }
        LedgerCoverage known = known(rule);
        byte[] body = known.look(time).toBytes();
        Objects.requireNonNull(coverage).update(known.toBytes());
        out.collect(new DatasetNews(rule.dataset, DatasetNews.Kind.LEDGER, time, body));
        lookNext(context);
    }

    private LedgerCoverage known(DatasetRule rule) throws IOException {
        byte[] bytes = Objects.requireNonNull(coverage).value();
        return bytes == null
                ? new LedgerCoverage(rule.rule, rule.withinMs)
                : LedgerCoverage.fromBytes(bytes, rule.rule, rule.withinMs);
    }
}
