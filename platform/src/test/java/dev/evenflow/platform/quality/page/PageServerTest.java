package dev.evenflow.platform.quality.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page's server answers, and what it refuses. */
class PageServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final PageData DATA = new PageData(SampleQuality.LINEAGE);
    private static PageServer server;

    @BeforeAll
    static void start() {
        SampleQuality sample = new SampleQuality(Instant.parse("2026-03-01T12:00:00Z"));
        sample.scores().forEach(DATA::add);
        sample.incidents().forEach(DATA::add);
        server = new PageServer(0, DATA);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        if (headers.length > 0) request.headers(headers);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    /** As it is on the wire: a client would tidy the path up. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void everythingHasAPolicyAndAType() throws Exception {
        for (String path : List.of("", "page.js", "page.css", "icon.svg", "api/overview", "nowhere")) {
            HttpResponse<byte[]> response = get(path);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Content-Type")).isPresent();
        }
    }

    @Test
    void whatIsUnchangedIsNotSentAgain() throws Exception {
        for (String path : List.of("page.js", "api/overview", "api/dataset?name=transactions")) {
            HttpResponse<byte[]> first = get(path);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> second = get(path, "If-None-Match", tag);
            assertThat(second.statusCode()).as(path).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
    }

    @Test
    void aNewRecordIsANewVersion() throws Exception {
        PageData data = new PageData(Lineage.none());
        try (PageServer own = new PageServer(0, data)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(own.url() + "api/incidents"))
                    .build();
            HttpResponse<String> before = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            data.add(new SampleQuality(Instant.EPOCH).incidents().get(0));
            HttpResponse<String> after = CLIENT.send(
                    HttpRequest.newBuilder(request.uri())
                            .header(
                                    "If-None-Match",
                                    before.headers().firstValue("ETag").orElseThrow())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(after.statusCode()).isEqualTo(200);
            assertThat(after.body()).contains("merchant_country");
        }
    }

    @Test
    void compressesForThoseWhoAsk() throws Exception {
        HttpResponse<byte[]> plain = get("api/dataset?name=transactions");
        HttpResponse<byte[]> compressed = get("api/dataset?name=transactions", "Accept-Encoding", "br, gzip");
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(compressed.body().length).isLessThan(plain.body().length / 3);
        assertThat(get("page.js", "Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../PageServer.class",
                "/%2e%2e/PageServer.class",
                "/..%2f..%2fetc/passwd",
                "//etc/passwd",
                "/page.js/../../x",
                "/PageServer.class",
                "/package-info.class",
                "/api/../page.js"
            })
    void thereIsNoWayToOtherFiles(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").contains("there is no such page");
    }

    @Test
    void aForeignSiteCannotUseTheBrowserOfSomebody() throws Exception {
        String answer = raw("GET /api/overview HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("transactions");
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        String answer =
                raw("POST /api/overview HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
    }

    @Test
    void headHasNoBody() throws Exception {
        String answer = raw("HEAD /page.js HTTP/1.1\r\nHost: localhost:1234\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        int port = URI.create(server.url()).getPort();
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (InetAddress address : others) {
            assertThat(connects(address, port)).as("%s", address).isFalse();
        }
        assertThat(connects(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port))
                .isTrue();
    }

    private static boolean connects(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new java.net.InetSocketAddress(address, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        assertThat(new String(get("api/dataset").body(), StandardCharsets.UTF_8))
                .contains("parameter name is missing");
        HttpResponse<byte[]> range = get("api/dataset?name=transactions&range=soon");
        assertThat(range.statusCode()).isEqualTo(400);
        assertThat(new String(range.body(), StandardCharsets.UTF_8))
                .contains("range is 'soon', expected whole milliseconds");
        assertThat(get("api/dataset?name=nothing").statusCode()).isEqualTo(404);
        assertThat(get("api/incident?id=nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void anIncidentComesWithTheDistributionsBehindIt() throws Exception {
        JsonNode incident = json("api/incident?id=features-card-fraud-served%2Famount_sum_1d%2F1");
        assertThat(incident.path("severity").asText()).isEqualTo("ERROR");
        assertThat(incident.path("timeline")).hasSize(2);
        JsonNode drift = incident.path("evidence").path(0).path("drift");
        assertThat(drift.path("edges")).hasSize(drift.path("baselineCounts").size() + 1);
        assertThat(drift.path("edges").path(0).isNull()).as("minus infinity").isTrue();
        assertThat(incident.path("explains").path(0).path("dataset").asText()).isEqualTo(SampleQuality.REQUESTS);
    }

    @Test
    void aWindowHasEveryInputOfItsScores() throws Exception {
        JsonNode window = json("api/window?dataset=" + SampleQuality.SERVED);
        for (JsonNode score : window.path("scores")) {
            double weights = 0;
            double sum = 0;
            for (JsonNode term : score.path("contributions")) {
                weights += term.path("weight").asDouble();
                sum += term.path("weight").asDouble() * term.path("credit").asDouble();
            }
            assertThat(score.path("score").asDouble())
                    .as(score.path("dimension").asText())
                    .isEqualTo(100 * sum / weights);
        }
        assertThat(window.path("scores")).hasSize(8);
    }
}
