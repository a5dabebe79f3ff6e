package dev.evenflow.platform.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.PlatformStatus;
import dev.evenflow.platform.PlatformStatus.ProcessStatus;
import dev.evenflow.platform.flink.FlinkRest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow status}: exit code 0 if all is well, 1 if a process crashed or does not answer, 3 if nothing runs. */
@Command(
        name = "status",
        description = "Show processes and jobs. Exit code 1: something crashed or does not answer; 3: not running.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private static final int NOT_RUNNING = 3;
    private static final Set<String> TROUBLED = Set.of("FAILED", "FAILING", "RESTARTING");

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PlatformHome home = PlatformHome.resolve();
        Optional<PlatformState> state =
                PlatformState.read(home).filter(each -> !each.processes().isEmpty());
        if (state.isEmpty()) {
            System.out.println(
                    json ? "{\"running\": false}" : "The platform is not running (home " + home.root() + ").");
            return NOT_RUNNING;
        }
        PlatformStatus status = PlatformStatus.of(home, state.get());
        if (json) {
            printJson(status);
        } else {
            print(status);
        }
        return status.allHealthy() ? 0 : 1;
    }

    private static void print(PlatformStatus status) {
        System.out.printf("%-12s %-8s %-17s %8s %10s  %s%n", "PROCESS", "PID", "ADDRESS", "RSS MiB", "UP", "STATE");
        for (ProcessStatus process : status.processes()) {
            boolean alive = process.uptimeMillis() > 0;
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %-8d %-17s %8s %10s  %s%n",
                    process.name(),
                    process.pid(),
                    process.ports().isEmpty()
                            ? ""
                            : "127.0.0.1:" + process.ports().get(0),
                    process.residentKib() < 0 ? "-" : Integer.toString(process.residentKib() / 1024),
                    alive ? readable(Duration.ofMillis(process.uptimeMillis())) : "-",
                    process.health().name().toLowerCase(Locale.ROOT));
        }
        status.trouble().ifPresent(trouble -> System.out.println("\n" + trouble));
        System.out.println();
        if (status.jobs().isEmpty()) {
            System.out.println("No jobs.");
        } else {
            System.out.printf("%-34s %-10s %s%n", "JOB", "STATE", "TASKS, NAME");
            for (FlinkRest.JobSummary job : status.jobs()) {
                System.out.printf("%-34s %-10s %s %s%n", job.id(), job.state(), job.tasks(), job.name());
                if (TROUBLED.contains(job.state())) {
                    new FlinkRest(status.state().flinkUrl())
                            .failure(job.id())
                            .ifPresent(failure ->
                                    System.out.println(failure.indent(4).stripTrailing()));
                }
            }
        }
        System.out.println("\nKafka " + status.state().bootstrapServers() + "   Registry "
                + status.state().registryUrl() + "   Flink " + status.state().flinkUrl() + "\nMetrics for Prometheus "
                + String.join(" ", status.state().metricTargets().values()));
    }

    private static void printJson(PlatformStatus status) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("running", true);
        root.put("healthy", status.allHealthy());
        root.put("kafka", status.state().bootstrapServers());
        root.put("registry", status.state().registryUrl());
        root.put("flink", status.state().flinkUrl());
        root.set("metrics", mapper.valueToTree(status.state().metricTargets()));
        root.set("processes", mapper.valueToTree(status.processes()));
        root.set("jobs", mapper.valueToTree(status.jobs()));
        System.out.println(mapper.writeValueAsString(root));
    }

    static String readable(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%dh%02dm", time.toHours(), time.toMinutesPart())
                : String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
    }

    /** For commands that need a healthy platform. */
    public static PlatformState requireHealthy(PlatformHome home) {
        PlatformState state = PlatformState.require(home);
        PlatformStatus.of(home, state).trouble().ifPresent(trouble -> {
            throw new PlatformException(
                    "the platform is not well; ./evenflow up starts again what crashed\n" + trouble);
        });
        return state;
    }
}
