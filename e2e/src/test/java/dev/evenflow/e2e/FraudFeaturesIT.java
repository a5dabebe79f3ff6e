package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path on real processes: payments out of order, doubled and with garbage among them; the TaskManager killed
 * in the middle; a savepoint, and another parallelism. The live vectors must equal the batch's byte for byte.
 */
class FraudFeaturesIT {
    private static final int TRANSACTIONS = 20_000;

    @TempDir
    private Path directory;

    private Evenflow evenflow;

    @BeforeEach
    void up() throws Exception {
        evenflow = new Evenflow(directory);
        evenflow.succeed("up");
    }

    @AfterEach
    void down() throws Exception {
        long[] pids = pids();
        evenflow.succeed("down");
        for (long pid : pids)
            assertThat(ProcessHandle.of(pid)).as("process %d after down", pid).isEmpty();
    }

    @Test
    void liveEqualsBatchWhateverHappens() throws Exception {
        String history = directory.resolve("history").toString();
        evenflow.succeed("simulate", "--out", history, "--count", Integer.toString(TRANSACTIONS), "--speedup", "20000");
        evenflow.succeed("deploy", "fraud-features", "--", "--disorder", "10m");
        String sent = evenflow.succeed(
                "replay",
                history,
                "--disorder",
                "10m",
                "--duplicates",
                "0.01",
                "--garbage",
                "0.002",
                "--flush",
                "1h",
                "--json");

        long taskManager = number(
                evenflow.succeed("status", "--json"), "\"name\"\\s*:\\s*\"taskmanager\"[^}]*?\"pid\"\\s*:\\s*(\\d+)");
        ProcessHandle killed = ProcessHandle.of(taskManager).orElseThrow();
        assertThat(killed.destroyForcibly()).isTrue();
        killed.onExit().get(30, TimeUnit.SECONDS);
        assertThat(evenflow.succeed("up")).contains("has crashed; starting it again");

        // Until the job runs again on the new TaskManager, a savepoint is refused.
        String stopped = stopAsSoonAsItRuns();
        Matcher savepoint = Pattern.compile("savepoint (\\S+)").matcher(stopped);
        assertThat(savepoint.find()).as(stopped).isTrue();
        evenflow.succeed(
                "deploy",
                "fraud-features",
                "--from-savepoint",
                savepoint.group(1),
                "--parallelism",
                "2",
                "--",
                "--disorder",
                "10m");

        // Flink forgets watermarks: what waits settles when traffic goes on.
        evenflow.succeed("simulate", "--count", "400");

        Evenflow.Result parity = await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> evenflow.run("verify-parity"), FraudFeaturesIT::allIsSettled);
        assertThat(parity.exitCode()).as(parity.all()).isZero();
        assertThat(parity.output()).contains("Parity: live and batch are the same.");

        long garbage = number(sent, "\"garbage\"\\s*:\\s*(\\d+)");
        assertThat(garbage).isPositive();
        String letters = evenflow.succeed("read", "dead-letters", "--max", "1000");
        assertThat(letters.lines().filter(line -> !line.isBlank())).hasSize((int) garbage);
    }

    private String stopAsSoonAsItRuns() throws Exception {
        try {
            return await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> evenflow.run("stop", "fraud-features"), result -> result.exitCode() == 0)
                    .output();
        } catch (ConditionTimeoutException e) {
            StringBuilder why = new StringBuilder("the job does not run again");
            why.append('\n').append(evenflow.run("status").all());
            for (String process : new String[] {"jobmanager", "taskmanager"})
                why.append('\n')
                        .append(evenflow.run("logs", process, "--lines", "60").all());
            throw new AssertionError(why.toString(), e);
        }
    }

    private static boolean allIsSettled(Evenflow.Result parity) {
        return number(parity.output(), "Compared ([0-9,]+) vectors") >= TRANSACTIONS;
    }

    private long[] pids() throws Exception {
        Matcher pids = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)")
                .matcher(evenflow.run("status", "--json").output());
        return pids.results().mapToLong(pid -> Long.parseLong(pid.group(1))).toArray();
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }
}
