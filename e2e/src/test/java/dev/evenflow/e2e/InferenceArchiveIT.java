package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive on real processes: inferences out of order, doubled, without response and with garbage among them, the
 * TaskManager killed, then the JobManager. The ledger must come to exactly what the simulator says it has sent.
 */
class InferenceArchiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INFERENCES_A_ROUND = 7_000;
    private static final List<String> TOPICS = List.of("inference-requests", "inference-responses");
    private static final List<String> JOB_OPTIONS = List.of("--", "--join.within", "30s", "--idle", "5s");

    @TempDir
    private Path directory;

    private Evenflow evenflow;
    private final List<JsonNode> sent = new ArrayList<>();

    @BeforeEach
    void up() throws Exception {
        evenflow = new Evenflow(directory);
        evenflow.succeed("up");
    }

    @AfterEach
    void down() throws Exception {
        List<Long> pids = processes().stream()
                .map(process -> process.path("pid").asLong())
                .toList();
        evenflow.succeed("down");
        for (long pid : pids)
            assertThat(ProcessHandle.of(pid)).as("process %d after down", pid).isEmpty();
    }

    @Test
    void theLedgerComesToWhatWasSentWhateverHappens() throws Exception {
        deploy();
        send(1);
        kill("taskmanager");
        evenflow.succeed("up");
        send(2);
        kill("jobmanager");
        evenflow.succeed("up");
        deploy("--from-savepoint", "latest");
        send(3);

        ArchiveLedger ledger = await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(3))
                .until(this::ledger, this::isComplete);

        for (String topic : TOPICS) {
            assertThat(ledger.sum(topic))
                    .as(topic)
                    .isEqualTo(new ArchiveLedger.Sum(
                            sent(topic, "records"),
                            sent(topic, "original"),
                            sent(topic, "garbage"),
                            sent(topic, "duplicate")));
            assertThat(sent(topic, "garbage")).isPositive();
            assertThat(sent(topic, "duplicate")).isPositive();
        }
        assertThat(ledger.rows()).as("a row for each inference").isEqualTo(3L * INFERENCES_A_ROUND);
        assertThat(sent("inference-responses", "original"))
                .as("some are missing")
                .isLessThan(ledger.rows());

        String letters = evenflow.succeed("read", "dead-letters");
        assertThat(letters.lines().filter(line -> line.startsWith("{")))
                .hasSize((int) (sent(TOPICS.get(0), "garbage") + sent(TOPICS.get(1), "garbage")));

        evenflow.succeed("stop", "inference-archive");
        evenflow.succeed("archive", "verify");
    }

    private void deploy(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("deploy", "inference-archive"));
        command.addAll(List.of(options));
        command.addAll(JOB_OPTIONS);
        evenflow.succeed(command.toArray(String[]::new));
    }

    private void send(int round) throws Exception {
        Path report = directory.resolve("sent-" + round + ".json");
        evenflow.succeed(
                "simulate-inferences",
                "--count",
                Integer.toString(INFERENCES_A_ROUND),
                "--seed",
                Integer.toString(round),
                "--duplicates",
                "0.02",
                "--missing-responses",
                "0.01",
                "--responses-first",
                "0.01",
                "--garbage",
                "0.005",
                "--disorder",
                "5m",
                "--report",
                report.toString());
        sent.add(JSON.readTree(Files.readString(report)));
    }

    private long sent(String topic, String what) {
        return sent.stream()
                .mapToLong(report -> report.path(topic).path(what).asLong())
                .sum();
    }

    private void kill(String process) throws Exception {
        long pid = processes().stream()
                .filter(each -> each.path("name").asText().equals(process))
                .mapToLong(each -> each.path("pid").asLong())
                .findFirst()
                .orElseThrow();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private List<JsonNode> processes() throws Exception {
        JsonNode status = JSON.readTree(evenflow.run("status", "--json").output());
        return StreamSupport.stream(status.path("processes").spliterator(), false)
                .toList();
    }

    private ArchiveLedger ledger() throws Exception {
        return ArchiveLedger.of(evenflow.succeed("read", "archive-commits"));
    }

    private boolean isComplete(ArchiveLedger ledger) {
        return ledger.pending() == 0
                && TOPICS.stream().allMatch(topic -> ledger.sum(topic).records() == sent(topic, "records"));
    }
}
