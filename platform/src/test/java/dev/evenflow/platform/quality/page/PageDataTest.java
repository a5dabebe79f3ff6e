package dev.evenflow.platform.quality.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the page makes of what the monitor published. */
class PageDataTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static JsonNode dataset(PageData data, String name) {
        for (JsonNode each : data.overview().path("datasets")) {
            if (each.path("name").asText().equals(name)) return each;
        }
        throw new AssertionError("no dataset " + name);
    }

    private static QualityScore newest(String dataset, QualityDimension dimension) {
        return new SampleQuality(NOW)
                .scores().stream()
                        .filter(each -> each.getDataset().equals(dataset) && each.getDimension() == dimension)
                        .reduce((first, second) -> second)
                        .orElseThrow();
    }

    @Test
    void whatNobodyMeasuredIsUnknown() {
        PageData data = new PageData(SampleQuality.LINEAGE);
        new SampleQuality(NOW).scores().forEach(data::add);
        assertThat(dataset(data, SampleQuality.RESPONSES).path("state").asText())
                .isEqualTo("UNKNOWN");
        assertThat(dataset(data, SampleQuality.RESPONSES).path("score").isNull())
                .isTrue();
        assertThat(dataset(data, SampleQuality.ARCHIVE).path("watched").asBoolean())
                .isFalse();
    }

    @Test
    void silenceAfterTheLastWindowCounts() {
        PageData data = new PageData(Lineage.none());
        QualityScore overall = newest(SampleQuality.TRANSACTIONS, QualityDimension.OVERALL);
        data.add(overall);
        assertThat(dataset(data, SampleQuality.TRANSACTIONS).path("state").asText())
                .isEqualTo("HEALTHY");
        Instant later = overall.getJudgedAt().plusSeconds(60);
        data.add(QualityScore.newBuilder(newest(SampleQuality.TRANSACTIONS, QualityDimension.FRESHNESS))
                .setWindowStart(later)
                .setWindowEnd(later)
                .setJudgedAt(later)
                .setState(QualityState.UNHEALTHY)
                .build());
        assertThat(dataset(data, SampleQuality.TRANSACTIONS).path("state").asText())
                .isEqualTo("UNHEALTHY");
    }

    @Test
    void aLaterRevisionReplacesAndAnEarlierDoesNot() {
        PageData data = new PageData(Lineage.none());
        QualityScore first = newest(SampleQuality.TRANSACTIONS, QualityDimension.OVERALL);
        data.add(QualityScore.newBuilder(first).setRevision(2).setScore(70.0).build());
        data.add(QualityScore.newBuilder(first).setRevision(1).setScore(80.0).build());
        assertThat(dataset(data, SampleQuality.TRANSACTIONS).path("score").asDouble())
                .isEqualTo(70);
    }

    @Test
    void aThinnedLineKeepsItsDip() {
        ScoreSeries series = new ScoreSeries();
        QualityScore score = newest(SampleQuality.TRANSACTIONS, QualityDimension.OVERALL);
        for (int i = 0; i < 2_000; i++) {
            series.add(QualityScore.newBuilder(score)
                    .setWindowStart(NOW.plusSeconds(10L * i))
                    .setScore(i == 777 ? 40.0 : 100.0)
                    .build());
        }
        List<ScorePoint> thinned = series.since(Long.MIN_VALUE, 100);
        assertThat(thinned).hasSize(100);
        assertThat(thinned).anyMatch(point -> Double.valueOf(40).equals(point.score()));
    }

    @Test
    void memoryIsBounded() {
        PageData data = new PageData(Lineage.none());
        QualityScore score = newest(SampleQuality.TRANSACTIONS, QualityDimension.OVERALL);
        for (int i = 0; i < 5_000; i++) {
            data.add(QualityScore.newBuilder(score)
                    .setWindowStart(NOW.plus(Duration.ofSeconds(i)))
                    .build());
        }
        JsonNode dataset =
                data.dataset(SampleQuality.TRANSACTIONS, Long.MAX_VALUE / 2).orElseThrow();
        assertThat(dataset.path("series").path(0).path("points").size()).isBetween(500, 600);
        assertThat(dataset.path("windows").size()).isEqualTo(120);
        assertThat(data.window(SampleQuality.TRANSACTIONS, Optional.of(NOW.toEpochMilli())))
                .as("too old to be kept whole")
                .isEmpty();
    }

    @Test
    void openIncidentsComeFirstAndExplainedOnesBehindThem() {
        PageData data = new PageData(SampleQuality.LINEAGE);
        new SampleQuality(NOW).incidents().forEach(data::add);
        JsonNode all = data.incidents().path("incidents");
        assertThat(all).hasSize(5);
        assertThat(all.path(0).path("subject").asText()).isEqualTo("partition/2");
        assertThat(all.path(3).path("suppressedBy").asText()).isEqualTo(SampleQuality.DRIFT_INCIDENT);
        assertThat(all.path(4).path("status").asText()).isEqualTo("RESOLVED");
        assertThat(data.overview().path("open")).hasSize(4);
    }

    @Test
    void eventsOfJobsAddToTheLineageAndSayHowFeaturesAreMade() {
        PageData data = new PageData(new Lineage(java.util.Map.of("made-by-hand", List.of("orders"))));
        data.addEvents(List.of(
                event(
                        "START",
                        "run-1",
                        "12:00:00",
                        ",\"outputs\":[{\"name\":\"features\",\"facets\":{\"version\":{\"datasetVersion\":\"v7\"},"
                                + "\"columnLineage\":{\"fields\":{\"total\":{\"inputFields\":[{\"name\":\"orders\",\"field\":\"amount\"}]}}}}}]"),
                "{\"half a line",
                event("FAIL", "run-1", "12:05:00", ",\"outputs\":[{\"name\":\"features\"}]")));
        JsonNode runs = data.overview().path("runs");
        assertThat(runs.size()).isEqualTo(1);
        assertThat(runs.path(0).path("state").asText()).isEqualTo("FAIL");
        assertThat(runs.path(0).path("began").asText()).contains("12:00:00");
        assertThat(dataset(data, "features").path("upstream").path(0).asText()).isEqualTo("orders");
        assertThat(dataset(data, "made-by-hand").path("upstream").path(0).asText())
                .isEqualTo("orders");
        JsonNode made = data.dataset("features", 1).orElseThrow().path("made");
        assertThat(made.path("version").asText()).isEqualTo("v7");
        assertThat(made.path("columns").path("total").path(0).asText()).isEqualTo("orders.amount");
        // what an older run still tells does not count any more
        data.addEvents(List.of(event("START", "run-2", "13:00:00", ""), event("RUNNING", "run-1", "12:30:00", "")));
        assertThat(data.overview().path("runs").path(0).path("run").asText()).isEqualTo("run-2");
    }

    private static String event(String type, String run, String time, String more) {
        return "{\"eventType\":\"" + type + "\",\"eventTime\":\"2026-03-01T" + time + "Z\",\"run\":{\"runId\":\"" + run
                + "\"},\"job\":{\"name\":\"fraud-features cards\"},\"inputs\":[{\"name\":\"orders\"}]" + more + "}";
    }
}
