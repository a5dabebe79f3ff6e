package dev.evenflow.platform.quality.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.quality.event.DriftEvidence;
import dev.evenflow.quality.event.IncidentEvidence;
import dev.evenflow.quality.event.PartitionProgress;
import dev.evenflow.quality.event.QualityCheck;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.ScoreContribution;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the monitor publishes as the page's JSON: times in epoch milliseconds, names in camel case. */
final class RecordJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordJson() {}

    static ObjectNode score(QualityScore score) {
        ObjectNode json = JSON.objectNode();
        json.put("dimension", score.getDimension().name());
        json.put("state", score.getState().name());
        json.put("score", score.getScore());
        json.put("formula", score.getFormula());
        json.put("weight", score.getWeight());
        json.put("start", score.getWindowStart().toEpochMilli());
        json.put("end", score.getWindowEnd().toEpochMilli());
        json.put("revision", score.getRevision());
        json.put("judgedAt", score.getJudgedAt().toEpochMilli());
        json.put("records", score.getRecords());
        json.put("shadow", score.getShadow());
        json.put("backfill", score.getBackfill());
        json.put("contractVersion", score.getContractVersion());
        json.set("checks", checks(score.getChecks()));
        ArrayNode terms = json.putArray("contributions");
        for (ScoreContribution term : score.getContributions()) {
            terms.addObject()
                    .put("name", term.getName())
                    .put("weight", term.getWeight())
                    .put("credit", term.getCredit());
        }
        return json;
    }

    static ArrayNode checks(List<QualityCheck> checks) {
        ArrayNode array = JSON.arrayNode();
        checks.forEach(check -> array.add(check(check)));
        return array;
    }

    private static ObjectNode check(QualityCheck check) {
        ObjectNode json = JSON.objectNode();
        json.put("rule", check.getRule());
        json.put("subject", check.getSubject());
        json.put("dimension", check.getDimension().name());
        json.put("severity", check.getSeverity().name());
        json.put("outcome", check.getOutcome().name());
        json.put("metric", check.getMetric());
        json.put("value", check.getValue());
        json.put("expected", check.getExpected());
        json.put("failed", check.getFailed());
        json.put("total", check.getTotal());
        json.put("detail", check.getDetail());
        DriftEvidence drift = check.getDrift();
        if (drift != null) {
            json.set("drift", drift(drift));
        }
        return json;
    }

    /** As {@link #checks}; what is evidence failed. */
    static ObjectNode evidence(IncidentEvidence check) {
        ObjectNode json = JSON.objectNode();
        json.put("rule", check.getRule());
        json.put("subject", check.getSubject());
        json.put("dimension", check.getDimension());
        json.put("severity", check.getSeverity());
        json.put("outcome", "FAIL");
        json.put("metric", check.getMetric());
        json.put("value", check.getValue());
        json.put("expected", check.getExpected());
        json.put("failed", check.getFailed());
        json.put("total", check.getTotal());
        json.put("detail", check.getDetail());
        return json;
    }

    static ObjectNode drift(DriftEvidence drift) {
        ObjectNode json = JSON.objectNode();
        json.put("method", drift.getMethod());
        json.put("convention", drift.getConvention());
        json.put("value", drift.getValue());
        json.put("pValue", drift.getPValue());
        json.put("baseline", drift.getBaseline());
        // the ends may be infinite, which JSON cannot say
        ArrayNode edges = json.putArray("edges");
        drift.getEdges().forEach(edge -> {
            if (Double.isFinite(edge)) edges.add(edge);
            else edges.addNull();
        });
        ArrayNode categories = json.putArray("categories");
        drift.getCategories().forEach(categories::add);
        numbers(json.putArray("baselineCounts"), drift.getBaselineCounts());
        numbers(json.putArray("currentCounts"), drift.getCurrentCounts());
        json.put("baselineTotal", drift.getBaselineTotal());
        json.put("currentTotal", drift.getCurrentTotal());
        return json;
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    static ObjectNode partition(PartitionProgress partition) {
        ObjectNode json = JSON.objectNode();
        json.put("partition", partition.getPartition());
        json.put("lastEventAt", millis(partition.getLastEventAt()));
        json.put("lastRecordAt", millis(partition.getLastRecordAt()));
        json.put("lastLookedAt", millis(partition.getLastLookedAt()));
        json.put("nextOffset", partition.getNextOffset());
        json.put("longestGapMs", partition.getLongestGapMs());
        json.put("state", partition.getState().name());
        return json;
    }

    /** Without evidence. */
    static ObjectNode incident(QualityIncident incident) {
        ObjectNode json = JSON.objectNode();
        json.put("id", incident.getIncidentId());
        json.put("monitor", incident.getMonitor());
        json.put("sequence", incident.getSequence());
        json.put("status", incident.getStatus().name());
        json.put("dataset", incident.getDataset());
        json.put("subject", incident.getSubject());
        json.put("dimension", incident.getDimension());
        json.put("rule", incident.getRule());
        json.put("severity", incident.getSeverity());
        json.put("summary", incident.getSummary());
        json.put("failingSince", incident.getFailingSince().toEpochMilli());
        json.put("openedAt", incident.getOpenedAt().toEpochMilli());
        json.put("changedAt", incident.getChangedAt().toEpochMilli());
        json.put("resolvedAt", millis(incident.getResolvedAt()));
        json.put("resolution", incident.getResolution());
        json.put("suppressedBy", incident.getSuppressedBy());
        json.put("notify", incident.getNotify());
        json.put("owner", incident.getOwner());
        json.put("runbook", incident.getRunbook());
        return json;
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : Long.valueOf(time.toEpochMilli());
    }
}
