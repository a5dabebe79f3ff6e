package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job under load becomes another version of itself: one that is refused, one that fails and is taken back, one that
 * runs. Every vector is the batch's. Then a feature set with a feature more runs beside it and takes its place: every
 * transaction has exactly one vector.
 */
class UpgradeIT {
    private static final Path JOBS =
            Path.of("../jobs/fraud-features").toAbsolutePath().normalize();

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private Evenflow evenflow;
    private long simulator;

    @BeforeEach
    void up() throws Exception {
        evenflow = new Evenflow(directory);
        evenflow.succeed("up", "--slots", "4");
        evenflow.succeed("deploy", "fraud-features", "--", "--disorder", "10m");
        simulator = evenflow.start("simulate", "--rate", "50").pid();
    }

    @AfterEach
    void down() throws Exception {
        ProcessHandle.of(simulator).ifPresent(ProcessHandle::destroy);
        evenflow.succeed("down");
    }

    @Test
    void nothingIsLostOrDoubledWhateverTheNewVersionIs() throws Exception {
        String first = runningJob();
        assertThat(refused("upgrade", "fraud-features", "--", "--disordr", "5m"))
                .contains("--disordr");
        assertThat(refused("upgrade", "fraud-features", "--features", otherFeatures()))
                .contains("State of one is never read under another");
        assertThat(refused("upgrade", "fraud-features", "--", "--lateness", "1h"))
                .contains("the state was kept for a disorder of 0 ms");
        assertThat(runningJob()).as("after what was refused").isEqualTo(first);

        Evenflow.Result failed = evenflow.run("upgrade", "fraud-features", "--jar", brokenJar());
        assertThat(failed.exitCode()).as(failed.all()).isEqualTo(1);
        assertThat(failed.output()).contains("Stopped (", "The new version does not come up", "LateEvents");
        assertThat(failed.errors()).contains("the upgrade failed and was rolled back", "is RUNNING with its old jar");
        String second = runningJob();
        assertThat(second).isNotEqualTo(first);

        String upgraded =
                evenflow.succeed("upgrade", "fraud-features", "--parallelism", "2", "--", "--disorder", "11m");
        assertThat(upgraded).contains("Upgraded: fraud-features card-fraud");
        assertThat(runningJob()).isNotEqualTo(second);
        System.out.println(failed.all() + upgraded);

        Evenflow.Result parity = await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> evenflow.run("verify-parity"), result -> result.exitCode() == 0);
        System.out.println(parity.output());
        assertThat(parity.output()).contains("Parity: live and batch are the same.");

        cutOver();
    }

    /** A feature more, beside the old set, and then in its place: consumers find one vector of each transaction. */
    private void cutOver() throws Exception {
        String features = moreFeatures();
        System.out.println(evenflow.succeed("shadow", "start", "--features", features));
        String cut = evenflow.succeed("shadow", "cutover", "--at-least", "500");
        assertThat(cut)
                .contains("0 values differ; 0 vectors missing in the shadow", "Cut over: fraud-features card-fraud");
        System.out.println(cut);
        ProcessHandle.of(simulator).ifPresent(ProcessHandle::destroy);
        // Flink forgets watermarks: what waits settles when traffic goes on
        evenflow.succeed("simulate", "--count", "400");

        List<JsonNode> sent = records("transactions");
        long last = sent.stream().mapToLong(UpgradeIT::time).max().orElseThrow()
                - Duration.ofHours(1).toMillis();
        Set<String> due = new TreeSet<>();
        for (JsonNode transaction : sent)
            if (time(transaction) <= last)
                due.add(transaction.path("transaction_id").asText());
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(settled()).containsAll(due));
        List<String> settled = settled();
        assertThat(settled).as("of each transaction one vector").doesNotHaveDuplicates();
        Map<String, Long> versions = records("features-card-fraud-settled").stream()
                .collect(Collectors.groupingBy(
                        vector -> vector.path("feature_set_version").asText(), Collectors.counting()));
        System.out.println(due.size() + " transactions due, none missing; " + settled.size() + " vectors, none twice: "
                + versions);
        assertThat(versions).hasSize(2);
    }

    private List<String> settled() throws Exception {
        return records("features-card-fraud-settled").stream()
                .map(vector -> vector.path("transaction_id").asText())
                .toList();
    }

    private List<JsonNode> records(String topic) throws Exception {
        List<JsonNode> records = new ArrayList<>();
        for (String line : evenflow.succeed("read", topic).lines().toList())
            if (line.startsWith("{")) records.add(JSON.readTree(line));
        return records;
    }

    private static long time(JsonNode record) {
        return Instant.parse(record.path("event_time").asText()).toEpochMilli();
    }

    private String moreFeatures() throws IOException {
        String yaml = Files.readString(JOBS.resolve("src/main/resources/feature-sets/card-fraud.yaml"));
        String line = "      - {feature: customer_amount_sum,";
        String more = yaml.replace(
                line, "      - {feature: customer_amount_min_7d, aggregate: min, field: amount, window: 7d}\n" + line);
        assertThat(more).isNotEqualTo(yaml);
        return Files.writeString(directory.resolve("more.yaml"), more).toString();
    }

    private String refused(String... command) throws Exception {
        Evenflow.Result result = evenflow.run(command);
        assertThat(result.exitCode()).as(result.all()).isEqualTo(1);
        assertThat(result.errors()).contains("the upgrade is refused, nothing was stopped");
        return result.errors();
    }

    private String runningJob() throws Exception {
        Matcher job = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f]{32})\"[^}]*?\"state\"\\s*:\\s*\"RUNNING\"")
                .matcher(evenflow.succeed("status", "--json"));
        assertThat(job.find()).isTrue();
        return job.group(1);
    }

    /** The job's feature set with another window. */
    private String otherFeatures() throws IOException {
        String yaml = Files.readString(JOBS.resolve("src/main/resources/feature-sets/card-fraud.yaml"));
        String other = yaml.replaceFirst("windows: \\[1h, ", "windows: [2h, ");
        assertThat(other).isNotEqualTo(yaml);
        return Files.writeString(directory.resolve("card-fraud.yaml"), other).toString();
    }

    /** The job's jar without a class that is not needed before a task runs. */
    private String brokenJar() throws IOException {
        Path jar = directory.resolve("broken-job.jar");
        try (Stream<Path> built = Files.list(JOBS.resolve("target"))) {
            Files.copy(
                    built.filter(file -> file.toString().endsWith("-job.jar"))
                            .findFirst()
                            .orElseThrow(),
                    jar);
        }
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Files.delete(inside.getPath("dev/evenflow/fraud/function/LateEvents.class"));
        }
        return jar.toString();
    }
}
