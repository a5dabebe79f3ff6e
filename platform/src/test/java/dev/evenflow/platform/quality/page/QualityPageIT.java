package dev.evenflow.platform.quality.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, on a desktop and on a phone, light and dark. Screenshots are in target/page. */
class QualityPageIT {
    private static final Path SHOTS = Path.of("target/page");
    private static PageServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> binary = Chromium.find();
        assumeTrue(binary.isPresent(), "no chromium on the PATH: apt-get install chromium, and this test runs");
        PageData data = new PageData(SampleQuality.LINEAGE);
        SampleQuality sample = new SampleQuality(Instant.now());
        sample.scores().forEach(data::add);
        sample.incidents().forEach(data::add);
        server = new PageServer(0, data);
        chromium = new Chromium(binary.get());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) chromium.close();
        if (server != null) server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "overview, '#/'",
        "incidents, '#/incidents'",
        "incident, '#/incident/features-card-fraud-served%2Famount_sum_1d%2F1'",
        "lineage, '#/lineage'",
        "dataset, '#/dataset/features-card-fraud-served'",
        "freshness, '#/dataset/fraud-labels'",
        "silent, '#/dataset/inference-responses'"
    })
    void fitsEveryScreenWithoutAComplaint(String name, String hash) throws Exception {
        for (boolean phone : new boolean[] {true, false}) {
            for (boolean dark : new boolean[] {false, true}) {
                chromium.screen(phone ? 375 : 1280, phone ? 812 : 900, phone, dark);
                chromium.open(server.url() + hash);
                String look = name + (phone ? "-phone" : "-desktop") + (dark ? "-dark" : "-light");
                chromium.screenshot(SHOTS.resolve(look + ".png"));
                assertThat(chromium.evaluate("document.documentElement.scrollWidth - innerWidth")
                                .asInt())
                        .as("pixels that stick out of the screen, " + look)
                        .isLessThanOrEqualTo(0);
                assertThat(chromium.complaints()).as(look).isEmpty();
            }
        }
    }

    @Test
    void textOfRecordsStaysText() throws Exception {
        chromium.screen(1280, 900, false, false);
        chromium.open(server.url() + "#/dataset/transactions");
        assertThat(chromium.evaluate("document.body.textContent.includes('<img src=x')")
                        .asBoolean())
                .isTrue();
        assertThat(chromium.evaluate("document.querySelectorAll('main img').length")
                        .asInt())
                .isZero();
        assertThat(chromium.evaluate("document.title").asText()).startsWith("transactions");
    }

    @Test
    void unknownLooksUnlikeHealthy() throws Exception {
        chromium.screen(375, 812, true, false);
        chromium.open(server.url() + "#/");
        String unknown =
                "[...document.querySelectorAll('.card')].find(card => card.textContent.startsWith('inference-responses'))";
        assertThat(chromium.evaluate(unknown + ".querySelector('.chip').textContent")
                        .asText())
                .isEqualTo("unknown");
        assertThat(chromium.evaluate("getComputedStyle(" + unknown + ").borderLeftStyle")
                        .asText())
                .isEqualTo("dashed");
        assertThat(chromium.evaluate(unknown + ".querySelector('.big').textContent")
                        .asText())
                .isEqualTo("–no score");
    }

    @Test
    void aWindowIsChosenWithTheMouseAndWithTheKeyboard() throws Exception {
        chromium.screen(1280, 900, false, false);
        chromium.open(server.url() + "#/dataset/transactions");
        String box = "document.querySelector('[data-scores]')";
        chromium.evaluate(
                "(() => { const box = " + box
                        + "; const at = box.querySelector('.scores-chart').getBoundingClientRect();"
                        + " box.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: at.left + at.width / 2, clientY: at.top + 5})); })()");
        assertThat(chromium.complaints()).isEmpty();
        String middle = ready("#/dataset/transactions/");
        assertThat(chromium.evaluate("document.querySelector('[data-readout]').textContent")
                        .asText())
                .contains("overall 100");
        chromium.evaluate("(() => { const box = " + box + "; for (const key of ['ArrowLeft', 'ArrowLeft', 'Enter'])"
                + " box.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, key})); })()");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !ready("#/dataset/transactions/")
                .equals(middle));
        long chosen = Long.parseLong(ready("#/dataset/transactions/").replaceAll(".*/", ""));
        assertThat(chosen).isEqualTo(Long.parseLong(middle.replaceAll(".*/", "")) - 120_000);
        assertThat(chromium.complaints()).isEmpty();
    }

    private static String ready(String prefix) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(
                        () -> chromium.evaluate("document.getElementById('main').dataset.ready")
                                .asText(),
                        ready -> ready.startsWith(prefix));
    }

    @Test
    void whatComesInAppearsByItself() throws Exception {
        PageData data = new PageData(Lineage.none());
        try (PageServer own = new PageServer(0, data)) {
            chromium.screen(1280, 900, false, false);
            chromium.open(own.url() + "#/");
            assertThat(chromium.evaluate("document.querySelector('main').textContent")
                            .asText())
                    .contains("The monitor has said nothing yet");
            SampleQuality sample = new SampleQuality(Instant.now());
            sample.scores().forEach(data::add);
            sample.incidents().forEach(data::add);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> chromium.evaluate("document.querySelectorAll('.card').length")
                                    .asInt()
                            == 6);
            assertThat(chromium.evaluate("document.getElementById('badge').textContent")
                            .asText())
                    .isEqualTo("3");
        }
    }

    @Test
    void aMonitorThatIsSilentLeavesNothingHealthy() throws Exception {
        PageData data = new PageData(Lineage.none());
        SampleQuality old = new SampleQuality(Instant.now().minus(Duration.ofMinutes(30)));
        old.scores().forEach(data::add);
        try (PageServer own = new PageServer(0, data)) {
            chromium.screen(375, 812, true, false);
            chromium.open(own.url() + "#/");
            chromium.screenshot(SHOTS.resolve("stale-phone-light.png"));
            assertThat(chromium.evaluate("document.getElementById('notice').textContent")
                            .asText())
                    .contains("The monitor has said nothing for 30 min");
            assertThat(chromium.evaluate(
                                    "[...document.querySelectorAll('.card .chip')].every(chip => chip.textContent.startsWith('was '))")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void isDrawnBeforeAnybodyWaits() throws Exception {
        chromium.screen(375, 812, true, false);
        chromium.open(server.url() + "#/dataset/features-card-fraud-served");
        double drawn = chromium.evaluate(
                        "new Promise(done => { const begin = performance.now(); const main = document.getElementById('main');"
                                + " delete main.dataset.ready; location.hash = '#/lineage';"
                                + " new MutationObserver((_, seen) => { if (main.dataset.ready) { seen.disconnect(); done(performance.now() - begin); } })"
                                + ".observe(main, {attributes: true}); })")
                .asDouble();
        assertThat(drawn).as("milliseconds from a click to the other page").isLessThan(1_000);
        assertThat(chromium.evaluate(
                                "performance.getEntriesByType('resource').every(each => each.name.startsWith(location.origin))")
                        .asBoolean())
                .as("all from here")
                .isTrue();
    }
}
