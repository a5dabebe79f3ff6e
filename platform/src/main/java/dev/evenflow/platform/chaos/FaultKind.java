package dev.evenflow.platform.chaos;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.process.KafkaBroker;
import dev.evenflow.platform.process.RegistryServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be done to the platform or to what is sent to it. The name in lower case, with hyphens, is the one on the command line. */
public enum FaultKind {
    TASKMANAGER_KILL(Form.KILL, FlinkProcesses.TASK_MANAGER, "kill -9 of the TaskManager"),
    TASKMANAGER_STOP(Form.STOP, FlinkProcesses.TASK_MANAGER, "SIGSTOP of the TaskManager, SIGCONT after a while"),
    TASKMANAGER_DISK(Form.DISK, FlinkProcesses.TASK_MANAGER, "no file of the TaskManager can grow for a while"),
    JOBMANAGER_KILL(Form.KILL, FlinkProcesses.JOB_MANAGER, "kill -9 of the JobManager"),
    JOBMANAGER_STOP(Form.STOP, FlinkProcesses.JOB_MANAGER, "SIGSTOP of the JobManager, SIGCONT after a while"),
    JOBMANAGER_DISK(Form.DISK, FlinkProcesses.JOB_MANAGER, "no file of the JobManager can grow for a while"),
    BROKER_KILL(Form.KILL, KafkaBroker.NAME, "kill -9 of the broker"),
    BROKER_STOP(Form.STOP, KafkaBroker.NAME, "SIGSTOP of the broker, SIGCONT after a while"),
    BROKER_DOWN(Form.DOWN, KafkaBroker.NAME, "kill -9 of the broker, which stays away for --outage"),
    BROKER_DISK(Form.DISK, KafkaBroker.NAME, "no file of the broker can grow for a while"),
    REGISTRY_KILL(
            Form.DOWN, RegistryServer.NAME, "kill -9 of the registry, which stays away; unknown schema ids meanwhile"),
    REGISTRY_STOP(Form.STOP, RegistryServer.NAME, "SIGSTOP of the registry; unknown schema ids meanwhile"),
    REGISTRY_SLOW(
            Form.NETWORK,
            RegistryServer.NAME,
            "the registry answers seconds late, while a killed TaskManager's tasks start"),
    NETWORK_CUT(Form.NETWORK, KafkaBroker.NAME, "connections from the jobs to the broker are reset and refused"),
    NETWORK_HANG(Form.NETWORK, KafkaBroker.NAME, "connections from the jobs to the broker carry nothing any more"),
    NETWORK_SLOW(Form.NETWORK, KafkaBroker.NAME, "each packet between the jobs and the broker is late"),
    CLOCK_FORWARD(Form.INPUT, "", "the producers' clock jumps ahead, and stays there"),
    CLOCK_BACK(Form.INPUT, "", "a producer's clock is half an hour slow: all that it sends is late"),
    POISON(Form.INPUT, "", "garbage, unknown schema ids, large records, far-future times, no lawful place");

    /** What is done. */
    enum Form {
        KILL,
        STOP,
        DOWN,
        DISK,
        NETWORK,
        INPUT
    }

    private final Form form;
    private final String victim;
    private final String text;

    FaultKind(Form form, String victim, String text) {
        this.form = form;
        this.victim = victim;
        this.text = text;
    }

    Form form() {
        return form;
    }

    /** Name of the process; empty where it is the input. */
    String victim() {
        return victim;
    }

    String text() {
        return text;
    }

    /** Name of the page in {@code docs/runbooks} that says what to do when it happens on its own. */
    public String runbook() {
        return switch (this) {
            case TASKMANAGER_KILL -> "taskmanager-lost.md";
            case JOBMANAGER_KILL -> "jobmanager-lost.md";
            case TASKMANAGER_STOP, JOBMANAGER_STOP, BROKER_STOP -> "process-hangs.md";
            case TASKMANAGER_DISK, JOBMANAGER_DISK, BROKER_DISK -> "disk-full.md";
            case BROKER_KILL, BROKER_DOWN -> "broker-down.md";
            case REGISTRY_KILL, REGISTRY_STOP, REGISTRY_SLOW -> "registry-down.md";
            case NETWORK_CUT, NETWORK_HANG, NETWORK_SLOW -> "network-cut.md";
            case CLOCK_FORWARD, CLOCK_BACK -> "clock-wrong.md";
            case POISON -> "poison-input.md";
        };
    }

    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names, or the beginning of names up to a hyphen: {@code broker} is all that is done to the broker. */
    static List<FaultKind> parse(List<String> names) {
        List<FaultKind> kinds = new ArrayList<>();
        for (String name : names) {
            List<FaultKind> meant = Arrays.stream(values())
                    .filter(kind -> kind.option().equals(name) || kind.option().startsWith(name + "-"))
                    .toList();
            if (meant.isEmpty()) {
                throw new PlatformException("--only names '" + name + "', expected "
                        + Arrays.stream(values()).map(FaultKind::option).toList()
                        + " or what some of them begin with, such as broker");
            }
            meant.stream().filter(kind -> !kinds.contains(kind)).forEach(kinds::add);
        }
        return kinds;
    }
}
