package dev.evenflow.monitor.function;

import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import dev.evenflow.quality.window.DatasetJudge;
import dev.evenflow.quality.window.Judged;
import dev.evenflow.quality.window.PartitionNews;
import dev.evenflow.quality.window.WindowProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * One dataset as metrics. Labels are bounded: dimensions, partitions, and fields that a rule of drift names. Times are
 * timestamps in seconds, not ages, so that what is stuck grows old.
 */
final class DatasetMetrics {
    private final MetricGroup dataset;
    private final Map<String, Holder> gauges = new HashMap<>();
    private final Map<Dimension, Counter> checks = new HashMap<>();
    private final Map<Dimension, Counter> goodChecks = new HashMap<>();
    private final Counter records;
    private final Counter goodRecords;
    private final Counter freshness;
    private final Counter goodFreshness;
    private final Counter windows;
    private final Counter late;
    private final Counter unreadable;

    /** A number that a gauge shows. */
    private static final class Holder implements Gauge<Double> {
        private volatile double value = Double.NaN;

        @Override
        public Double getValue() {
            return value;
        }
    }

    DatasetMetrics(MetricGroup operator, DatasetSettings settings, Contract contract) {
        dataset = EvenflowMetrics.of(operator, "dataset", settings.topic());
        records = dataset.counter("quality_records_total");
        goodRecords = dataset.counter("quality_records_good_total");
        freshness = dataset.counter("quality_freshness_checks_total");
        goodFreshness = dataset.counter("quality_freshness_checks_good_total");
        windows = dataset.counter("quality_windows_judged_total");
        late = dataset.counter("quality_late_records_total");
        unreadable = dataset.counter("quality_unreadable_records_total");
        for (Rule rule : contract.rules()) {
            if (checks.containsKey(rule.dimension())) continue;
            MetricGroup of = dimension(rule.dimension().name());
            checks.put(rule.dimension(), of.counter("quality_checks_total"));
            goodChecks.put(rule.dimension(), of.counter("quality_checks_good_total"));
        }
    }

    private MetricGroup dimension(String name) {
        return dataset.addGroup("dimension", name);
    }

    private void set(String key, MetricGroup group, String name, double value) {
        gauges.computeIfAbsent(key + name, k -> {
                    Holder holder = new Holder();
                    group.gauge(name, holder);
                    return holder;
                })
                .value = value;
    }

    void counted(WindowProfile part) {
        records.inc(part.records() + part.unreadableRecords());
        goodRecords.inc(part.good());
        unreadable.inc(part.unreadableRecords());
    }

    void looked(DatasetJudge judge, List<CheckResult> fresh, long nowMs) {
        late.inc(judge.late() - late.getCount());
        for (CheckResult check : fresh) {
            if (check.shadow()) continue;
            if (check.outcome() == Outcome.UNKNOWN) continue;
            freshness.inc();
            if (check.outcome() == Outcome.PASS) goodFreshness.inc();
        }
        set("", dataset, "quality_last_evaluation_timestamp_seconds", nowMs / 1e3);
        for (PartitionNews each : judge.partitions().partitions()) {
            String label = Integer.toString(each.partition());
            MetricGroup partition = dataset.addGroup("partition", label);
            if (each.latestEventTime() != PartitionNews.NONE)
                set(label, partition, "quality_last_event_timestamp_seconds", each.latestEventTime() / 1e3);
            if (each.lastLogTime() != PartitionNews.NONE)
                set(label, partition, "quality_last_record_timestamp_seconds", each.lastLogTime() / 1e3);
            if (each.lookedAt() != PartitionNews.NONE)
                set(label, partition, "quality_last_look_timestamp_seconds", each.lookedAt() / 1e3);
        }
    }

    void judged(Judged verdict, long nowMs) {
        windows.inc();
        set("", dataset, "quality_last_judgement_timestamp_seconds", nowMs / 1e3);
        for (CheckResult check : verdict.checks()) {
            if (check.shadow() || verdict.revision() > 0) continue;
            Counter total = checks.get(check.dimension());
            Counter good = goodChecks.get(check.dimension());
            if (total == null || good == null || check.outcome() == Outcome.UNKNOWN) continue;
            total.inc();
            if (check.outcome() == Outcome.PASS) good.inc();
            Double value = check.value();
            if (check.drift() != null && value != null)
                set(
                        check.subject() + check.rule(),
                        dataset.addGroup("field", check.subject()).addGroup("rule", check.rule()),
                        "quality_drift_value",
                        value);
        }
    }

    /** State as a number: -1 unknown, 0 healthy, 1 degraded, 2 unhealthy. */
    void scored(QualityScore score) {
        String name = score.getDimension().name();
        Double value = score.getScore();
        set(name, dimension(name), "quality_score", value == null ? Double.NaN : value);
        set(name, dimension(name), "quality_state", number(score.getState()));
    }

    private static double number(QualityState state) {
        return switch (state) {
            case UNKNOWN -> -1;
            case HEALTHY -> 0;
            case DEGRADED -> 1;
            case UNHEALTHY -> 2;
        };
    }
}
