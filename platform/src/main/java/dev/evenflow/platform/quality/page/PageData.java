package dev.evenflow.platform.quality.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.quality.event.DriftEvidence;
import dev.evenflow.quality.event.IncidentEvidence;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityOutcome;
import dev.evenflow.quality.event.QualityScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the page shows, as JSON. Holds a bounded part of what the monitor published; adding a record again changes
 * nothing. Thread-safe. Times are epoch milliseconds; nothing here depends on the clock.
 */
public final class PageData {
    /** Points of a line: more than a screen has pixels for. */
    private static final int CHART_POINTS = 600;

    private static final int SPARK_POINTS = 48;
    private static final int WINDOWS = 120;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Lineage declared;
    private final JobRuns runs = new JobRuns();
    private Lineage lineage;
    private final Map<String, DatasetHistory> datasets = new TreeMap<>();
    private final IncidentHistory incidents = new IncidentHistory();
    private String trouble = "";
    private long version;

    public PageData(Lineage lineage) {
        this.declared = lineage;
        this.lineage = lineage;
    }

    public synchronized void add(QualityScore score) {
        datasets.computeIfAbsent(score.getDataset(), name -> new DatasetHistory())
                .add(score);
        version++;
    }

    public synchronized void add(QualityIncident incident) {
        incidents.add(incident);
        version++;
    }

    /** Events of jobs, as OpenLineage's JSON; what is not an event is passed over. */
    public synchronized void addEvents(List<String> lines) {
        boolean news = false;
        for (String line : lines) news |= runs.add(line);
        if (news) {
            lineage = runs.and(declared);
            version++;
        }
    }

    /** What keeps new records from coming, in a sentence; empty if nothing does. */
    public synchronized void trouble(String text) {
        if (!trouble.equals(text)) {
            trouble = text;
            version++;
        }
    }

    /** Changes with everything that is shown. */
    synchronized long version() {
        return version;
    }

    synchronized ObjectNode overview() {
        ObjectNode json = JSON.objectNode();
        json.put("trouble", trouble);
        json.put(
                "judgedAt",
                datasets.values().stream()
                        .map(DatasetHistory::judgedAt)
                        .max(Long::compare)
                        .filter(at -> at > Long.MIN_VALUE)
                        .orElse(null));
        List<QualityIncident> open = incidents.open();
        ArrayNode array = json.putArray("datasets");
        for (String name : names()) {
            array.add(summary(name, open));
        }
        json.set("runs", runs.json());
        ArrayNode openIncidents = json.putArray("open");
        open.forEach(each -> openIncidents.add(RecordJson.incident(each)));
        return json;
    }

    private ObjectNode summary(String name, List<QualityIncident> open) {
        ObjectNode json = JSON.objectNode();
        json.put("name", name);
        ArrayNode upstream = json.putArray("upstream");
        lineage.of(name).forEach(upstream::add);
        DatasetHistory history = datasets.get(name);
        json.put("watched", history != null);
        if (history != null) {
            describe(json, history);
        }
        ArrayNode ids = json.putArray("open");
        open.stream().filter(each -> each.getDataset().equals(name)).forEach(each -> ids.addObject()
                .put("id", each.getIncidentId())
                .put("severity", each.getSeverity())
                .put("suppressed", each.getSuppressedBy() != null));
        return json;
    }

    private static void describe(ObjectNode json, DatasetHistory history) {
        DatasetHistory.Current current = history.current();
        json.put("state", current.state().name());
        json.put("judgedAt", history.judgedAt());
        json.put("contractVersion", history.contractVersion());
        json.put("monitor", history.monitor());
        current.overall().ifPresent(overall -> {
            json.put("score", overall.score());
            json.put("start", overall.start());
            json.put("end", overall.end());
            json.put("records", overall.records());
            json.put("backfill", overall.backfill());
        });
        ArrayNode dimensions = json.putArray("dimensions");
        history.series(false).forEach((dimension, series) -> {
            if (dimension != QualityDimension.OVERALL) {
                series.newest().ifPresent(newest -> dimensions
                        .addObject()
                        .put("name", dimension.name())
                        .put("state", newest.state().name())
                        .put("score", newest.score()));
            }
        });
        ScoreSeries overall = history.series(false).get(QualityDimension.OVERALL);
        if (overall != null) {
            json.set("spark", points(overall.since(Long.MIN_VALUE, SPARK_POINTS)));
        }
    }

    /** @param rangeMs before the newest point of each series */
    synchronized Optional<ObjectNode> dataset(String name, long rangeMs) {
        DatasetHistory history = datasets.get(name);
        if (history == null && !names().contains(name)) {
            return Optional.empty();
        }
        ObjectNode json = summary(name, incidents.open());
        ArrayNode downstream = json.putArray("downstream");
        lineage.downstream(name).forEach(downstream::add);
        runs.dataset(name).ifPresent(made -> json.set("made", made));
        ArrayNode all = json.putArray("series");
        ArrayNode partitions = json.putArray("looks");
        ArrayNode windows = json.putArray("windows");
        if (history != null) {
            addSeries(all, history, false, rangeMs);
            addSeries(all, history, true, rangeMs);
            for (DatasetHistory.Look look : history.looks()) {
                if (look.atMs() >= history.judgedAt() - rangeMs) {
                    ArrayNode each =
                            partitions.addObject().put("at", look.atMs()).putArray("partitions");
                    look.partitions().forEach(partition -> each.add(RecordJson.partition(partition)));
                }
            }
            windowStarts(history).forEach(windows::add);
        }
        ArrayNode past = json.putArray("incidents");
        incidents.newest().stream()
                .filter(each -> each.getDataset().equals(name))
                .limit(20)
                .forEach(each -> past.add(RecordJson.incident(each)));
        return Optional.of(json);
    }

    private static void addSeries(ArrayNode all, DatasetHistory history, boolean shadow, long rangeMs) {
        history.series(shadow).forEach((dimension, series) -> series.newest().ifPresent(newest -> all.addObject()
                .put("dimension", dimension.name())
                .put("shadow", shadow)
                .put("weight", series.weight())
                .set("points", points(series.since(newest.start() - rangeMs, CHART_POINTS)))));
    }

    /** Windows that can be looked into, newest first. */
    private static List<Long> windowStarts(DatasetHistory history) {
        ScoreSeries overall = history.series(false).get(QualityDimension.OVERALL);
        TreeSet<Long> starts = new TreeSet<>();
        if (overall != null) {
            overall.wholeStarts().forEach(starts::add);
        } else {
            history.series(false).values().forEach(series -> series.wholeStarts()
                    .forEach(starts::add));
        }
        return starts.descendingSet().stream().limit(WINDOWS).toList();
    }

    /** {@code [start, end, state, score, records, judgedAt, revision]}, in order of time. */
    private static ArrayNode points(List<ScorePoint> points) {
        ArrayNode array = JSON.arrayNode();
        for (ScorePoint point : points) {
            array.addArray()
                    .add(point.start())
                    .add(point.end())
                    .add(point.state().name())
                    .add(point.score())
                    .add(point.records())
                    .add(point.judgedAt())
                    .add(point.revision());
        }
        return array;
    }

    /** Every dimension's score of the window that begins at {@code start}, with all inputs; of the newest if it is null. */
    synchronized Optional<ObjectNode> window(String name, Optional<Long> start) {
        DatasetHistory history = datasets.get(name);
        if (history == null) {
            return Optional.empty();
        }
        List<Long> known = windowStarts(history);
        Optional<Long> chosen = start.or(() -> known.stream().findFirst());
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        List<QualityScore> scores = new ArrayList<>();
        history.series(false).forEach((dimension, series) -> series.whole(chosen.get(), false)
                .ifPresent(scores::add));
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        history.series(true).forEach((dimension, series) -> series.whole(chosen.get(), false)
                .ifPresent(scores::add));
        ObjectNode json = JSON.objectNode();
        json.put("dataset", name);
        json.put("start", chosen.get());
        ArrayNode array = json.putArray("scores");
        scores.forEach(each -> array.add(RecordJson.score(each)));
        // between windows freshness is judged for itself
        ScoreSeries freshness = history.series(false).get(QualityDimension.FRESHNESS);
        if (freshness != null && scores.stream().noneMatch(each -> each.getDimension() == QualityDimension.FRESHNESS)) {
            freshness
                    .whole(scores.get(0).getJudgedAt().toEpochMilli(), true)
                    .ifPresent(each -> array.add(RecordJson.score(each)));
        }
        return Optional.of(json);
    }

    synchronized ObjectNode incidents() {
        ObjectNode json = JSON.objectNode();
        ArrayNode array = json.putArray("incidents");
        incidents.newest().forEach(each -> array.add(RecordJson.incident(each)));
        return json;
    }

    synchronized Optional<ObjectNode> incident(String id) {
        return incidents.changes(id).map(changes -> {
            QualityIncident newest = changes.get(changes.size() - 1);
            ObjectNode json = RecordJson.incident(newest);
            ArrayNode timeline = json.putArray("timeline");
            changes.forEach(each -> timeline.add(RecordJson.incident(each)));
            ArrayNode evidence = json.putArray("evidence");
            // when it is resolved nothing fails any more: the last failing checks are what it was about
            changes.stream()
                    .filter(each -> !each.getEvidence().isEmpty())
                    .reduce((first, second) -> second)
                    .ifPresent(last -> last.getEvidence().forEach(each -> {
                        ObjectNode check = RecordJson.evidence(each);
                        drift(last, each).ifPresent(found -> check.set("drift", RecordJson.drift(found)));
                        evidence.add(check);
                    }));
            ArrayNode explains = json.putArray("explains");
            incidents.newest().stream()
                    .filter(each -> id.equals(each.getSuppressedBy()))
                    .forEach(each -> explains.add(RecordJson.incident(each)));
            return json;
        });
    }

    /** The distributions behind a failing check: an incident names them, the score has them. */
    private Optional<DriftEvidence> drift(QualityIncident incident, IncidentEvidence evidence) {
        DatasetHistory history = datasets.get(incident.getDataset());
        if (history == null || !evidence.getDimension().equals(QualityDimension.DRIFT.name())) {
            return Optional.empty();
        }
        return Optional.ofNullable(history.series(false).get(QualityDimension.DRIFT)).stream()
                .flatMap(ScoreSeries::wholeNewestFirst)
                .filter(score -> !score.getJudgedAt().isAfter(incident.getChangedAt()))
                .flatMap(score -> score.getChecks().stream())
                .filter(check -> check.getOutcome() == QualityOutcome.FAIL
                        && check.getRule().equals(evidence.getRule())
                        && check.getSubject().equals(evidence.getSubject()))
                .flatMap(check -> Optional.ofNullable(check.getDrift()).stream())
                .findFirst();
    }

    private TreeSet<String> names() {
        TreeSet<String> names = lineage.datasets();
        names.addAll(datasets.keySet());
        return names;
    }
}
