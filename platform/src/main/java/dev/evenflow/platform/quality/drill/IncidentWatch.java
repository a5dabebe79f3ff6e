package dev.evenflow.platform.quality.drill;

import dev.evenflow.quality.event.IncidentStatus;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What the monitor said, with the moment at which it could be read. Thread-safe. */
final class IncidentWatch {
    private static final long LOOK_MS = 500;

    private final List<Said> said = new ArrayList<>();
    private final Map<String, QualityIncident> newest = new HashMap<>();
    private final Map<String, Map<QualityDimension, QualityScore>> scores = new HashMap<>();
    private final Map<String, Integer> healthyWindows = new HashMap<>();

    /** @param atNanos by {@link System#nanoTime()} */
    record Said(QualityIncident incident, long atNanos) {
        boolean isNews() {
            return incident.getNotify() && incident.getSuppressedBy() == null;
        }
    }

    synchronized void add(QualityIncident incident) {
        said.add(new Said(incident, System.nanoTime()));
        newest.put(incident.getIncidentId(), incident);
        notifyAll();
    }

    synchronized void add(QualityScore score) {
        if (score.getShadow() || score.getBackfill()) {
            return;
        }
        scores.computeIfAbsent(score.getDataset(), dataset -> new EnumMap<>(QualityDimension.class))
                .put(score.getDimension(), score);
        if (score.getDimension() == QualityDimension.OVERALL && score.getRecords() > 0) {
            boolean healthy = score.getState() == QualityState.HEALTHY;
            healthyWindows.merge(score.getDataset(), healthy ? 1 : 0, (before, one) -> healthy ? before + one : 0);
        }
        notifyAll();
    }

    /** Incidents that somebody is told about and that began to be so after a time, each once, in order. */
    synchronized List<Said> raisedSince(long nanos) {
        Map<String, Said> first = new HashMap<>();
        List<Said> raised = new ArrayList<>();
        for (Said each : said) {
            if (each.isNews() && first.putIfAbsent(each.incident().getIncidentId(), each) == null) {
                if (each.atNanos() >= nanos) {
                    raised.add(each);
                }
            }
        }
        return raised;
    }

    /** All that was said of an incident so far. */
    synchronized List<QualityIncident> history(String id) {
        return said.stream()
                .map(Said::incident)
                .filter(each -> each.getIncidentId().equals(id))
                .toList();
    }

    /** When its end could be read. */
    synchronized Optional<Said> resolved(String id) {
        return said.stream()
                .filter(each -> each.incident().getIncidentId().equals(id)
                        && each.incident().getStatus() == IncidentStatus.RESOLVED)
                .findFirst();
    }

    /** Told or not. */
    synchronized List<QualityIncident> open() {
        return newest.values().stream()
                .filter(each -> each.getStatus() != IncidentStatus.RESOLVED)
                .toList();
    }

    /** Windows in a row whose overall state was healthy. */
    synchronized int healthyWindows(String dataset) {
        return healthyWindows.getOrDefault(dataset, 0);
    }

    synchronized Map<QualityDimension, QualityScore> scores(String dataset) {
        return Map.copyOf(scores.getOrDefault(dataset, Map.of()));
    }

    /** Looks whenever something was said, and twice a second: true as soon as it holds, false when the time is over. */
    synchronized boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(Math.min(left, LOOK_MS));
        }
        return true;
    }
}
