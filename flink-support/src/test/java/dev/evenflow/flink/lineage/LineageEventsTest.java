package dev.evenflow.flink.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.evenflow.flink.options.JobOptions;
import dev.evenflow.payments.Transaction;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of lineage: what they say, that OpenLineage's own client reads them, and that no transport can hold up a job. */
class LineageEventsTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0001-0000-000000000002");
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private static LineageRun run(LineageSettings settings) {
        LineageDataset in =
                LineageDataset.topic("broker-1:9092,broker-2:9092", "transactions", Transaction.getClassSchema());
        LineageDataset out = LineageDataset.directory("/data/vectors", null)
                .ofVersion("v1")
                .from(Map.of("total", List.of(new LineageDataset.Field(in.namespace(), in.name(), "amount"))));
        return new LineageRun(settings, "fraud-features cards", "fraud-features", false, List.of(in), List.of(out));
    }

    private static JsonNode event(EventType type, Map<String, DatasetFacts> facts, boolean whole, Throwable failure)
            throws IOException {
        String text = new LineageEvents(run(LineageSettings.OFF), ID, "2.3.0").event(type, AT, facts, whole, failure);
        assertThat(text).doesNotContain("\n");
        return JSON.readTree(text);
    }

    private static final Throwable FAILURE = new IllegalStateException(
            "sasl.jaas.config holds password=hunter2", new IOException("record of alice@example.org"));

    @Test
    void theFirstEventDescribesAllDatasets() throws IOException {
        JsonNode start = event(EventType.START, Map.of(), true, null);
        assertThat(start.path("run").path("runId").asText()).isEqualTo(ID.toString());
        assertThat(start.path("eventTime").asText()).startsWith("2026-03-01T12:00:00");
        JsonNode in = start.path("inputs").path(0);
        assertThat(in.path("namespace").asText()).isEqualTo("kafka://broker-1:9092");
        assertThat(in.path("facets").path("schema").path("fields").findValuesAsText("name"))
                .contains("transaction_id", "event_time", "amount");
        JsonNode out = start.path("outputs").path(0);
        assertThat(out.path("facets").path("version").path("datasetVersion").asText())
                .isEqualTo("v1");
        JsonNode from = out.path("facets")
                .path("columnLineage")
                .path("fields")
                .path("total")
                .path("inputFields");
        assertThat(from.path(0).path("field").asText()).isEqualTo("amount");
        assertThat(from.path(0).path("name").asText()).isEqualTo("transactions");
    }

    @Test
    void verdictsAreAssertions() throws IOException {
        DatasetFacts facts = new DatasetFacts(
                "transactions",
                null,
                List.of(new DatasetFacts.Assertion("no-nulls", "amount", false, "error", "0", "3")));
        JsonNode told = event(EventType.RUNNING, Map.of("transactions", facts), false, null);
        JsonNode rule = told.path("inputs")
                .path(0)
                .path("inputFacets")
                .path("dataQualityAssertions")
                .path("assertions")
                .path(0);
        assertThat(rule.path("assertion").asText()).isEqualTo("no-nulls");
        assertThat(rule.path("column").asText()).isEqualTo("amount");
        assertThat(rule.path("success").asBoolean(true)).isFalse();
        assertThat(told.path("inputs").path(0).path("facets").has("schema")).isFalse();
    }

    @Test
    void aFailureIsToldWithoutWhatItQuotes() throws IOException {
        JsonNode failed = event(EventType.FAIL, Map.of(), true, FAILURE);
        assertThat(failed.path("run")
                        .path("facets")
                        .path("errorMessage")
                        .path("message")
                        .asText())
                .isEqualTo("java.lang.IllegalStateException, caused by java.io.IOException");
        assertThat(failed.toString()).doesNotContain("hunter2").doesNotContain("alice");
    }

    /** The client's classes are made from the published JSON schema: nothing is lost by reading and writing again. */
    @Test
    void openLineagesOwnClientReadsTheEventsWhole() throws IOException {
        ObjectMapper theirs = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(com.fasterxml.jackson.databind.DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .setSerializationInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
                .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        DatasetFacts facts = new DatasetFacts(
                "transactions",
                "commit 3",
                List.of(new DatasetFacts.Assertion("fresh", null, true, "error", "30 s", "2.0")));
        for (EventType type : List.of(EventType.START, EventType.RUNNING, EventType.COMPLETE, EventType.FAIL)) {
            JsonNode ours = event(type, Map.of("transactions", facts), true, type == EventType.FAIL ? FAILURE : null);
            io.openlineage.server.OpenLineage.RunEvent read =
                    theirs.treeToValue(ours, io.openlineage.server.OpenLineage.RunEvent.class);
            assertThat(read.getEventType().name()).isEqualTo(type.name());
            assertThat(read.getRun().getRunId()).isEqualTo(ID);
            assertThat(JSON.readTree(theirs.writeValueAsString(read))).isEqualTo(ours);
            for (JsonNode facet : ours.findParents("_producer")) {
                if (facet.has("eventType")) continue;
                assertThat(facet.path("_schemaURL").asText()).startsWith("https://openlineage.io/spec/facets/");
            }
            assertThat(ours.path("schemaURL").asText()).startsWith("https://openlineage.io/spec/");
            assertThat(new OpenLineage(java.net.URI.create(ours.path("producer").asText())))
                    .isNotNull();
        }
    }

    @Test
    void aFilePerRunHasOneEventALine() throws Exception {
        LineageReporter reporter =
                LineageReporter.open(run(new LineageSettings(directory.toString(), "test", null)), ID, "2.3.0");
        reporter.started();
        reporter.learned(List.of(new DatasetFacts("/data/vectors", "v2", List.of())));
        reporter.completed();
        reporter.close();
        assertThat(reporter.awaitEnd(10_000)).isTrue();
        List<String> lines = Files.readAllLines(directory.resolve("fraud-features-cards-" + ID + ".ndjson"));
        assertThat(lines).hasSize(3);
        assertThat(JSON.readTree(lines.get(2)).path("eventType").asText()).isEqualTo("COMPLETE");
        assertThat(lines.get(2)).contains("\"datasetVersion\":\"v2\"");
        assertThat(reporter.sent()).isEqualTo(3);
        assertThat(reporter.lost()).isZero();
    }

    @Test
    void aTransportThatHangsHoldsNobodyUp() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        LineageOutbox outbox = new LineageOutbox(event -> hangs.await());
        long begin = System.nanoTime();
        for (int i = 0; i < 1_000; i++) outbox.offer("{}");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        // one is being sent, 256 wait, the others found no room
        assertThat(outbox.lost()).isBetween(743L, 744L);
        hangs.countDown();
        outbox.close();
        assertThat(outbox.awaitEnd(10_000)).isTrue();
        assertThat(outbox.sent() + outbox.lost()).isEqualTo(1_000);
    }

    @Test
    void aTransportThatFailsIsCountedAndWorksAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        LineageOutbox outbox = new LineageOutbox(event -> {
            if (calls.incrementAndGet() <= 3) throw new IOException("nobody listens");
        });
        for (int i = 0; i < 5; i++) outbox.offer("{}");
        outbox.close();
        assertThat(outbox.awaitEnd(10_000)).isTrue();
        assertThat(outbox.lost()).isEqualTo(3);
        assertThat(outbox.sent()).isEqualTo(2);
    }

    @Test
    void anAddressWithAPasswordIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> JobOptions.read(
                        LineageSettings.and(List.of()),
                        List.of(),
                        new String[] {"--lineage", "https://me:hunter2@lineage/api"},
                        Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--lineage")
                .hasMessageNotContaining("hunter2");
    }
}
