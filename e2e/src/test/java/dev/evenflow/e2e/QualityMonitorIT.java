package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monitor on real processes: three faults, each of which must raise its incident and no other and clear; then what
 * the page says of them, and the garbage that a producer sends, record by record in quarantine.
 */
class QualityMonitorIT {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
    private static final Pattern GARBAGE = Pattern.compile("garbage\\s+([\\d,]+) on transactions");

    @TempDir
    private Path directory;

    private Evenflow evenflow;

    @BeforeEach
    void up() throws Exception {
        evenflow = new Evenflow(directory);
        plan();
        evenflow.succeed("up");
    }

    /** That of the local platform with windows of half the length: the monitor learns what is normal in half the time. */
    private void plan() throws Exception {
        String shipped = Files.readString(Path.of("../flink-conf/quality.yaml"));
        String quick = shipped.replace("{window: 10s, disorder: 3s,", "{window: 5s, disorder: 2s,")
                .replace("settle: 20s, hold: 15s,", "settle: 10s, hold: 8s,");
        assertThat(quick).contains("window: 5s", "hold: 8s");
        Files.writeString(
                Files.createDirectories(directory.resolve("platform/data/quality"))
                        .resolve("quality.yaml"),
                quick);
    }

    @AfterEach
    void down() throws Exception {
        evenflow.succeed("down");
    }

    @Test
    void findsWhatIsBrokenAndNothingElse() throws Exception {
        String drill = evenflow.succeed("quality", "drill", "--fault", "stop", "--fault", "freeze", "--fault", "null");
        assertThat(drill).contains("3 of 3 faults raised exactly their incident");

        Process page = evenflow.start("quality", "serve", "--port", "0");
        try {
            String url = await().atMost(Duration.ofSeconds(60))
                    .until(() -> address(evenflow.outputOfLast()), found -> !found.isEmpty());
            JsonNode incidents = await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> get(url + "api/incidents").path("incidents"),
                            all -> notified(all).size() == 3);
            assertThat(notified(incidents))
                    .containsExactlyInAnyOrder("FRESHNESS ", "FRESHNESS partition/2", "COMPLETENESS merchant_country");
            // incidents and scores are read from topics of their own: one may be there before the other
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(get(url + "api/dataset?name=transactions")
                                    .path("series")
                                    .findValuesAsText("dimension"))
                            .contains("OVERALL", "FRESHNESS", "VOLUME", "COMPLETENESS", "DRIFT"));
        } finally {
            page.destroy();
            page.waitFor();
        }

        String sent = evenflow.succeed(
                "simulate", "--start", "now", "--steady", "--rate", "50", "--duration", "10s", "--garbage", "0.05");
        Matcher garbage = GARBAGE.matcher(sent);
        assertThat(garbage.find()).as(sent).isTrue();
        int expected = Integer.parseInt(garbage.group(1).replace(",", ""));
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(evenflow.succeed("read", "quarantine")
                                .lines()
                                .filter(line -> line.contains("\"source_topic\":\"transactions\""))
                                .count())
                        .isEqualTo(expected));
    }

    private static String address(String output) {
        Matcher address = ADDRESS.matcher(output);
        return address.find() ? address.group() : "";
    }

    private static List<String> notified(JsonNode incidents) {
        List<String> notified = new ArrayList<>();
        for (JsonNode each : incidents) {
            if (each.path("suppressedBy").isNull()
                    && each.path("status").asText().equals("RESOLVED")) {
                notified.add(each.path("dimension").asText() + " "
                        + each.path("subject").asText());
            }
        }
        return notified;
    }

    private static JsonNode get(String url) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }
}
