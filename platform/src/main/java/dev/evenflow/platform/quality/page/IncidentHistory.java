package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.IncidentStatus;
import dev.evenflow.quality.event.QualityIncident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Incidents with their changes, bounded: the oldest resolved go first. Not thread-safe. */
final class IncidentHistory {
    private static final int INCIDENTS = 1_000;
    private static final int CHANGES = 100;

    private static final Comparator<QualityIncident> OPEN_FIRST = Comparator.comparing(
                    (QualityIncident each) -> each.getStatus() == IncidentStatus.RESOLVED)
            .thenComparing(each -> each.getSuppressedBy() != null)
            .thenComparing(QualityIncident::getOpenedAt, Comparator.reverseOrder())
            .thenComparing(QualityIncident::getIncidentId);

    private final Map<String, TreeMap<Integer, QualityIncident>> changes = new HashMap<>();

    void add(QualityIncident change) {
        TreeMap<Integer, QualityIncident> incident =
                changes.computeIfAbsent(change.getIncidentId(), id -> new TreeMap<>());
        incident.put(change.getSequence(), change);
        if (incident.size() > CHANGES) {
            // how it began stays
            incident.remove(incident.higherKey(incident.firstKey()));
        }
        if (changes.size() > INCIDENTS) {
            List<QualityIncident> all = newest();
            changes.remove(all.get(all.size() - 1).getIncidentId());
        }
    }

    /** The newest record of each incident: open ones first, those explained by another behind them, then the resolved. */
    List<QualityIncident> newest() {
        List<QualityIncident> newest = new ArrayList<>(changes.size());
        changes.values().forEach(each -> newest.add(each.lastEntry().getValue()));
        newest.sort(OPEN_FIRST);
        return newest;
    }

    List<QualityIncident> open() {
        return newest().stream()
                .filter(each -> each.getStatus() != IncidentStatus.RESOLVED)
                .toList();
    }

    /** All its records in their order. */
    Optional<List<QualityIncident>> changes(String id) {
        return Optional.ofNullable(changes.get(id)).map(each -> List.copyOf(each.values()));
    }
}
