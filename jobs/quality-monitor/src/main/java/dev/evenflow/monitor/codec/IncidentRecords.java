package dev.evenflow.monitor.codec;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.event.IncidentEvidence;
import dev.evenflow.quality.event.IncidentStatus;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.incident.Incident;
import dev.evenflow.quality.incident.IncidentChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Changes of incidents as the records of the topic quality-incidents. */
public final class IncidentRecords {
    private IncidentRecords() {}

    public static QualityIncident of(String monitor, IncidentChange change) {
        Incident incident = change.incident();
        List<IncidentEvidence> evidence = new ArrayList<>();
        for (CheckResult check : incident.evidence())
            evidence.add(new IncidentEvidence(
                    check.rule(),
                    check.subject(),
                    check.dimension().name(),
                    check.severity().name(),
                    check.metric(),
                    check.value(),
                    check.expected(),
                    check.failed(),
                    check.total(),
                    check.detail()));
        Long resolved = incident.resolvedAtMs();
        return new QualityIncident(
                monitor,
                incident.id(),
                incident.sequence(),
                IncidentStatus.valueOf(change.kind().name()),
                incident.dataset(),
                incident.subject(),
                incident.dimension().name(),
                incident.rule(),
                incident.severity().name(),
                incident.summary(),
                Instant.ofEpochMilli(incident.failingSinceMs()),
                Instant.ofEpochMilli(incident.openedAtMs()),
                Instant.ofEpochMilli(incident.changedAtMs()),
                resolved == null ? null : Instant.ofEpochMilli(resolved),
                incident.resolution(),
                evidence,
                incident.suppressedBy(),
                change.tell(),
                incident.owner(),
                incident.runbook());
    }
}
