package dev.evenflow.platform.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.process.ProcessRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow chaos}. Exit code 0: nothing lost, nothing doubled; 1: something is, or did not come back. */
@Command(
        name = "chaos",
        description = {
            "Start a platform of its own with fraud-features and inference-archive under load, do it harm in a seeded order,"
                    + " wait after each fault until everything works again, and hold what came out against every event sent.",
            "Touches only processes that it started; stops them at the end, on Ctrl-C and on failure. About 35 s a fault."
        },
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
    private static final long CHECK_MINUTES = 5;

    @Option(names = "--faults", defaultValue = "10", description = "How many (default: ${DEFAULT-VALUE}).")
    private int faults = 10;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the schedule and the load (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description = "Only these kinds; broker stands for all that is done to the broker. Default: all.")
    private List<String> only = List.of();

    @Option(
            names = "--minutes",
            defaultValue = "60",
            description = "No further fault after so long (default: ${DEFAULT-VALUE}).")
    private int minutes = 60;

    @Option(
            names = "--outage",
            defaultValue = "2m",
            converter = DurationText.class,
            description = "How long broker-down keeps the broker away (default: ${DEFAULT-VALUE}).")
    private Duration outage = Duration.ofMinutes(2);

    @Option(
            names = "--rate",
            defaultValue = "40",
            description = "Transactions a second; inferences are a fifth of it (default: ${DEFAULT-VALUE}).")
    private double rate = 40;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report to this file as JSON.")
    private @Nullable Path reportFile;

    @Option(names = "--plan", description = "Only print the schedule.")
    private boolean planOnly;

    @Option(names = "--keep", description = "Leave logs and data, whatever comes of it. What failed is always left.")
    private boolean keep;

    @Override
    public Integer call() {
        if (faults < 1 || minutes < 1 || !(rate > 0))
            throw new PlatformException("one of --faults, --minutes and --rate is not above 0");
        ChaosReport report = new ChaosReport(seed, faults);
        FaultSchedule schedule = FaultSchedule.of(seed, faults, kinds(report), outage);
        for (FaultSchedule.Planned each : schedule.faults())
            System.out.printf(
                    "%4d  %-17s %-6s %s%n",
                    each.number(),
                    each.kind().option(),
                    each.length().isZero() ? "" : each.length().toSeconds() + " s",
                    each.kind().runbook());
        if (planOnly) return 0;
        PlatformHome home = new PlatformHome(PlatformHome.resolve().root().resolve("chaos"));
        if (PlatformState.read(home).stream()
                .flatMap(state -> state.processes().stream())
                .anyMatch(ProcessRecord::isAlive))
            throw new PlatformException("a run has its platform in " + home.root()
                    + ". If that run is gone, end what it left: EVENFLOW_HOME=" + home.root() + " ./evenflow down");
        run(home, schedule, report);
        report.print(System.out);
        write(report);
        return report.isGood() ? 0 : 1;
    }

    private List<FaultKind> kinds(ChaosReport report) {
        boolean disk = ProcessSignals.canFillDisk();
        if (!only.isEmpty()) {
            List<FaultKind> kinds = FaultKind.parse(only);
            if (!disk && kinds.stream().anyMatch(kind -> kind.form() == FaultKind.Form.DISK))
                throw new PlatformException("--only names a full disk, which needs the program prlimit (util-linux)");
            return kinds;
        }
        if (!disk) report.note("no full disks: the program prlimit (util-linux) is not here");
        return Arrays.stream(FaultKind.values())
                .filter(kind -> disk || kind.form() != FaultKind.Form.DISK)
                .toList();
    }

    private void run(PlatformHome home, FaultSchedule schedule, ChaosReport report) {
        PlatformHome.deleteTree(home.root());
        ChaosPlatform platform = ChaosPlatform.start(home);
        Thread stopAll = new Thread(platform::destroy, "chaos-end");
        Runtime.getRuntime().addShutdownHook(stopAll);
        boolean failed = true;
        try {
            ChaosRun run =
                    new ChaosRun(platform, schedule, rate, seed, Duration.ofMinutes(minutes), report, System.out);
            run.run();
            parity(home, report);
            archive(home, run.received().ledger().anchor(), report);
            failed = !report.isGood();
        } finally {
            platform.destroy();
            try {
                Runtime.getRuntime().removeShutdownHook(stopAll);
            } catch (IllegalStateException e) {
                // this command was stopped, and the hook is cleaning up
            }
            if (!failed && !keep) platform.delete();
            else System.out.println("Logs and data are left in " + home.root());
        }
    }

    private void parity(PlatformHome home, ChaosReport report) {
        JsonNode parity = own(home, "verify-parity", "--json", "--memory", "1g");
        report.count("parity: vectors compared", parity.path("compared").asLong());
        report.count("parity: vectors that differ", parity.path("different").asLong());
        if (parity.path("exit").asInt() != 0)
            report.finding("verify-parity: live and batch are not the same: " + parity);
    }

    private void archive(PlatformHome home, String anchor, ChaosReport report) {
        JsonNode proof = own(home, "archive", "verify", "--json", "--head", anchor);
        report.count("archive verify: rows", proof.path("rows").asLong());
        report.count("archive verify: findings", proof.path("found").asLong());
        if (proof.path("exit").asInt() != 0) report.finding("archive verify: " + proof);
    }

    /** A command of this command line on the home of this run. @return its JSON with {@code exit}, its exit code */
    private static JsonNode own(PlatformHome home, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Project.locate().root().resolve("evenflow").toString());
        command.addAll(List.of(arguments));
        Path output = home.logs().resolve(arguments[0] + ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(home.logs().resolve(arguments[0] + ".err").toFile());
        builder.environment().put("EVENFLOW_HOME", home.root().toString());
        builder.environment().put("EVENFLOW_NO_BUILD", "1");
        try {
            Process process = builder.start();
            boolean ended = process.waitFor(CHECK_MINUTES, TimeUnit.MINUTES);
            if (!ended) process.destroyForcibly();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            JsonNode json = text.isBlank() ? new ObjectMapper().createObjectNode() : new ObjectMapper().readTree(text);
            return ((com.fasterxml.jackson.databind.node.ObjectNode) json)
                    .put("exit", ended ? process.exitValue() : -1);
        } catch (IOException e) {
            throw new PlatformException("cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    private void write(ChaosReport report) {
        if (reportFile == null) return;
        try {
            Files.writeString(reportFile, report.json().toPrettyString() + "\n");
        } catch (IOException e) {
            throw new PlatformException("cannot write --report " + reportFile + ": " + e.getMessage(), e);
        }
    }
}
