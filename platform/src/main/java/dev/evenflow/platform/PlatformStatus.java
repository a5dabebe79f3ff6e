package dev.evenflow.platform;

import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.process.KafkaBroker;
import dev.evenflow.platform.process.ListeningProcess;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.process.ReadyCheck;
import dev.evenflow.platform.process.RegistryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the platform looks like now.
 *
 * @param jobs empty if the JobManager does not answer
 */
public record PlatformStatus(PlatformState state, List<ProcessStatus> processes, List<FlinkRest.JobSummary> jobs) {

    /** Whether a process does its work. */
    public enum Health {
        HEALTHY,
        UNHEALTHY,
        /** Gone, and nothing stopped it. */
        CRASHED,
        /** Gone, which a simulator may be. */
        ENDED
    }

    /**
     * @param residentKib -1 if unknown
     * @param uptimeMillis 0 unless alive
     * @param detail what is wrong, with the tail of its log; empty if healthy
     */
    public record ProcessStatus(
            String name,
            long pid,
            List<Integer> ports,
            Health health,
            int residentKib,
            long uptimeMillis,
            long readyMillis,
            String detail) {}

    public static PlatformStatus of(PlatformHome home, PlatformState state) {
        List<ProcessStatus> processes = new ArrayList<>();
        for (ProcessRecord process : state.processes()) {
            processes.add(of(home, process, checkOf(process.name(), state)));
        }
        return new PlatformStatus(state, processes, jobs(state));
    }

    public boolean allHealthy() {
        return processes.stream()
                .allMatch(process -> process.health() == Health.HEALTHY || process.health() == Health.ENDED);
    }

    /** What crashed or does not answer, for a command that depends on it; empty if all is well. */
    public Optional<String> trouble() {
        StringBuilder text = new StringBuilder();
        for (ProcessStatus process : processes) {
            if (process.health() == Health.CRASHED || process.health() == Health.UNHEALTHY) {
                text.append(process.name())
                        .append(" (pid ")
                        .append(process.pid())
                        .append(") ")
                        .append(process.detail())
                        .append('\n');
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().stripTrailing());
    }

    private static ProcessStatus of(PlatformHome home, ProcessRecord process, ReadyCheck check) {
        if (!process.isAlive()) {
            boolean mayEnd = !LocalPlatform.PROCESSES.contains(process.name());
            String tail = ManagedProcess.tail(home.log(process.name()), home.output(process.name()));
            return new ProcessStatus(
                    process.name(),
                    process.pid(),
                    process.ports(),
                    mayEnd ? Health.ENDED : Health.CRASHED,
                    -1,
                    0,
                    process.readyMillis(),
                    mayEnd ? "" : "is gone; it was not stopped by ./evenflow\n" + tail);
        }
        Optional<String> missing;
        try {
            missing = ManagedProcess.missing(process, check);
        } catch (PlatformException e) {
            missing = Optional.ofNullable(e.getMessage());
        }
        return new ProcessStatus(
                process.name(),
                process.pid(),
                process.ports(),
                missing.isEmpty() ? Health.HEALTHY : Health.UNHEALTHY,
                ListeningProcess.residentKib(process.pid()).orElse(-1),
                System.currentTimeMillis() - process.startedAtMillis(),
                process.readyMillis(),
                missing.orElse(""));
    }

    private static ReadyCheck checkOf(String process, PlatformState state) {
        return switch (process) {
            case KafkaBroker.NAME -> () -> KafkaBroker.missing(state.ports().kafka());
            case RegistryServer.NAME -> () -> RegistryServer.missing(state.registryUrl());
            case FlinkProcesses.JOB_MANAGER -> () -> FlinkProcesses.jobManagerMissing(state.flinkUrl());
            case FlinkProcesses.TASK_MANAGER ->
                () -> FlinkProcesses.taskManagerMissing(
                        state.flinkUrl(), state.flink().slots());
            default -> Optional::empty;
        };
    }

    private static List<FlinkRest.JobSummary> jobs(PlatformState state) {
        try {
            return new FlinkRest(state.flinkUrl()).jobs();
        } catch (PlatformException e) {
            return List.of();
        }
    }
}
