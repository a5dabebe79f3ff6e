package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.IncidentEvidence;
import dev.evenflow.quality.event.IncidentStatus;
import dev.evenflow.quality.event.QualityIncident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents that belong to the scores of {@link SampleQuality}: three open, one explained by another, one over. */
record SampleIncidents(Instant end) {

    List<QualityIncident> all() {
        Instant drift = end.minus(Duration.ofMinutes(11));
        Instant stalled = end.minus(Duration.ofMinutes(7));
        Instant nulls = end.minus(Duration.ofMinutes(79));
        QualityIncident opened = incident(
                SampleQuality.DRIFT_INCIDENT,
                0,
                IncidentStatus.OPENED,
                SampleQuality.SERVED,
                "amount_sum_1d",
                "DRIFT",
                "amount-drift",
                "WARNING",
                "amount_sum_1d is distributed differently from card-fraud 2026-10: PSI 0.41, expected < 0.2",
                drift,
                drift.plusSeconds(60),
                null);
        QualityIncident updated = QualityIncident.newBuilder(opened)
                .setSequence(1)
                .setStatus(IncidentStatus.UPDATED)
                .setSeverity("ERROR")
                .setChangedAt(drift.plusSeconds(300))
                .build();
        QualityIncident suppressed = QualityIncident.newBuilder(incident(
                        "inference-requests/features.amount_sum_1d/1",
                        0,
                        IncidentStatus.OPENED,
                        SampleQuality.REQUESTS,
                        "features.amount_sum_1d",
                        "DRIFT",
                        "amount-drift",
                        "WARNING",
                        "features.amount_sum_1d is distributed differently from its baseline: PSI 0.40, expected < 0.2",
                        drift.plusSeconds(120),
                        drift.plusSeconds(180),
                        null))
                .setSuppressedBy(SampleQuality.DRIFT_INCIDENT)
                .setNotify(false)
                .build();
        QualityIncident frozen = incident(
                "fraud-labels/partition/2/1",
                0,
                IncidentStatus.OPENED,
                SampleQuality.LABELS,
                "partition/2",
                "FRESHNESS",
                "freshness",
                "CRITICAL",
                "Partition 2 has been silent for 7 min while the others go on, expected < 60 s",
                stalled,
                stalled.plusSeconds(30),
                null);
        QualityIncident silent = incident(
                "inference-responses//1",
                0,
                IncidentStatus.OPENED,
                SampleQuality.RESPONSES,
                "",
                "FRESHNESS",
                "freshness",
                "ERROR",
                "Nothing has arrived for 20 min, expected < 60 s " + SampleQuality.HOSTILE,
                end.minus(Duration.ofMinutes(19)),
                end.minus(Duration.ofMinutes(18)),
                null);
        QualityIncident missing = incident(
                "transactions/merchant_country/1",
                0,
                IncidentStatus.OPENED,
                SampleQuality.TRANSACTIONS,
                "merchant_country",
                "COMPLETENESS",
                "merchant-country-present",
                "ERROR",
                "12.4 percent of merchant_country are null, expected < 1 percent",
                nulls,
                nulls.plusSeconds(60),
                null);
        QualityIncident present = QualityIncident.newBuilder(missing)
                .setSequence(1)
                .setStatus(IncidentStatus.RESOLVED)
                .setChangedAt(nulls.plusSeconds(600))
                .setResolvedAt(nulls.plusSeconds(600))
                .setResolution("all its checks passed for 2 min")
                .setEvidence(List.of())
                .build();
        return List.of(missing, present, opened, suppressed, frozen, silent, updated);
    }

    private static QualityIncident incident(
            String id,
            int sequence,
            IncidentStatus status,
            String dataset,
            String subject,
            String dimension,
            String rule,
            String severity,
            String summary,
            Instant failingSince,
            Instant openedAt,
            @Nullable Instant resolvedAt) {
        return QualityIncident.newBuilder()
                .setMonitor(SampleQuality.MONITOR)
                .setIncidentId(id)
                .setSequence(sequence)
                .setStatus(status)
                .setDataset(dataset)
                .setSubject(subject)
                .setDimension(dimension)
                .setRule(rule)
                .setSeverity(severity)
                .setSummary(summary)
                .setFailingSince(failingSince)
                .setOpenedAt(openedAt)
                .setChangedAt(openedAt)
                .setResolvedAt(resolvedAt)
                .setEvidence(List.of(IncidentEvidence.newBuilder()
                        .setRule(rule)
                        .setSubject(subject)
                        .setDimension(dimension)
                        .setSeverity(severity)
                        .setMetric("measured")
                        .setValue(0.4127)
                        .setExpected("< 0.2")
                        .setFailed(-1)
                        .setTotal(-1)
                        .setDetail(summary)
                        .build()))
                .setSuppressedBy(null)
                .setNotify(true)
                .setOwner("payments-platform")
                .setRunbook("docs/runbooks/" + dimension.toLowerCase(java.util.Locale.ROOT) + ".md")
                .build();
    }
}
