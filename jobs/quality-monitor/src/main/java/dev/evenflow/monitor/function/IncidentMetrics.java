package dev.evenflow.monitor.function;

import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.incident.Incident;
import dev.evenflow.quality.incident.IncidentChange;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Incidents as metrics: open ones by dataset and severity, and how many were ever opened. Suppressed ones count apart. */
final class IncidentMetrics {
    private final MetricGroup root;
    private final Map<String, Of> datasets = new HashMap<>();

    /** Of one dataset. */
    private record Of(Map<Severity, AtomicLong> open, AtomicLong suppressed, Counter opened, Counter notified) {}

    IncidentMetrics(MetricGroup operator) {
        root = EvenflowMetrics.of(operator);
    }

    private Of of(String dataset) {
        return datasets.computeIfAbsent(dataset, name -> {
            MetricGroup group = root.addGroup("dataset", name);
            Map<Severity, AtomicLong> open = new EnumMap<>(Severity.class);
            for (Severity severity : Severity.values()) {
                AtomicLong count = new AtomicLong();
                open.put(severity, count);
                group.addGroup("severity", severity.name()).gauge("quality_incidents_open", (Gauge<Long>) count::get);
            }
            AtomicLong suppressed = new AtomicLong();
            group.gauge("quality_incidents_suppressed", (Gauge<Long>) suppressed::get);
            return new Of(
                    open,
                    suppressed,
                    group.counter("quality_incidents_opened_total"),
                    group.counter("quality_incidents_notified_total"));
        });
    }

    /** Makes a dataset's metrics exist before anything happens to it: nothing open is a 0, not an absence. */
    void watch(String dataset) {
        of(dataset);
    }

    void changed(IncidentChange change) {
        Of of = of(change.incident().dataset());
        if (change.kind() == IncidentChange.Kind.OPENED) of.opened.inc();
        if (change.tell() && change.kind() != IncidentChange.Kind.RESOLVED) of.notified.inc();
    }

    void open(List<Incident> incidents) {
        for (Of of : datasets.values()) {
            of.open.values().forEach(count -> count.set(0));
            of.suppressed.set(0);
        }
        for (Incident incident : incidents) {
            Of of = of(incident.dataset());
            AtomicLong open = of.open.get(incident.severity());
            if (incident.suppressedBy() != null) of.suppressed.incrementAndGet();
            else if (open != null) open.incrementAndGet();
        }
    }
}
