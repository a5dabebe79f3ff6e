package dev.evenflow.platform;

import dev.evenflow.platform.access.BrokerUsers;
import dev.evenflow.platform.access.Secrets;
import dev.evenflow.platform.flink.FlinkConfiguration;
import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.process.KafkaBroker;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.process.ProcessSpec;
import dev.evenflow.platform.process.ReadyCheck;
import dev.evenflow.platform.process.RegistryServer;
import dev.evenflow.platform.topic.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts and stops the processes of one home. Processes that run already are left alone; what was started before and
 * died is reported and started again on its own data and ports.
 */
public final class LocalPlatform {
    public static final List<String> PROCESSES =
            List.of(KafkaBroker.NAME, RegistryServer.NAME, FlinkProcesses.JOB_MANAGER, FlinkProcesses.TASK_MANAGER);

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    private final PlatformHome home;
    private final Project project;
    private final Consumer<String> progress;
    private final Object stateLock = new Object();

    public LocalPlatform(PlatformHome home, Project project, Consumer<String> progress) {
        this.home = home;
        this.project = project;
        this.progress = progress;
    }

    /** @return the state with all processes ready; on failure what this call started is stopped and its logs stay */
    public PlatformState up(PlatformPorts wished, FlinkSizes sizes) {
        return up(wished, sizes, false);
    }

    /** @param secure everything over TLS, with users and rights; what runs already stays as it is */
    public PlatformState up(PlatformPorts wished, FlinkSizes sizes, boolean secure) {
        try (HomeLock lock = HomeLock.take(home)) {
            Optional<PlatformState> before = PlatformState.read(home);
            PlatformState state = before.filter(each -> !each.processes().isEmpty())
                    .orElseGet(
                            () -> PlatformState.starting(System.currentTimeMillis(), wished.choose(), sizes, secure));
            if (before.isPresent()
                    && before.get().secure() != secure
                    && (secure || state.processes().isEmpty())) {
                throw new PlatformException("the platform in " + home.root() + " was made "
                        + (secure ? "without" : "with") + " --secure, and its data with it: "
                        + (secure ? "remove both with ./evenflow down first" : "start it with --secure"));
            }
            if (state.secure()) {
                Secrets.of(home).make();
                state.grantAccess(home);
            }
            FlinkConfiguration.write(home, project, state.ports(), state.flink(), state.secure());
            Monitoring.write(home, project, state);
            return new Startup(state).run();
        }
    }

    /** Stops what is running and still ours, and removes the data unless told to keep it. */
    public void down(boolean keepData) {
        try (HomeLock lock = HomeLock.take(home)) {
            Optional<PlatformState> state = PlatformState.read(home);
            List<ProcessRecord> processes = state.map(PlatformState::processes).orElse(List.of());
            // what feeds the platform first, so that it does not complain into its log about a missing broker
            processes.stream()
                    .filter(process -> !PROCESSES.contains(process.name()))
                    .forEach(this::stop);
            CompletableFuture.allOf(processes.stream()
                            .filter(process -> PROCESSES.contains(process.name()))
                            .map(process -> CompletableFuture.runAsync(() -> stop(process)))
                            .toArray(CompletableFuture[]::new))
                    .join();
            if (keepData) {
                state.ifPresent(each -> each.withNoProcesses().write(home));
            } else {
                home.deleteData();
            }
        }
    }

    /** Starts a further process beside the four, for example a simulator, and remembers it for {@code status} and {@code down}. */
    public ProcessRecord startBeside(ProcessSpec spec) {
        try (HomeLock lock = HomeLock.take(home)) {
            PlatformState state = PlatformState.require(home);
            state.process(spec.name()).ifPresent(running -> ManagedProcess.stop(running, STOP_GRACE));
            ProcessRecord process = ManagedProcess.start(spec);
            state.with(process).write(home);
            return process;
        }
    }

    private void stop(ProcessRecord process) {
        long begin = System.nanoTime();
        boolean alive = process.isAlive();
        ManagedProcess.stop(process, STOP_GRACE);
        progress.accept(String.format(
                Locale.ROOT,
                "  %-12s %s",
                process.name(),
                alive ? "stopped" + seconds(System.nanoTime() - begin) : "was not running"));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, " (%.1f s)", nanos / 1e9);
    }

    /** One run of {@code up}. */
    private final class Startup {
        /** One thread each: they wait for each other, which a pool of few threads would not survive. */
        private final Executor threads = task -> {
            Thread thread = new Thread(task, "start");
            thread.setDaemon(true);
            thread.start();
        };

        private final CompletableFuture<Void> failed = new CompletableFuture<>();
        private boolean abandoned;
        private final List<ProcessRecord> started = new ArrayList<>();
        private PlatformState state;

        Startup(PlatformState state) {
            this.state = state;
        }

        PlatformState run() {
            PlatformPorts ports = state.ports();
            Optional<Secrets> secrets = state.secure() ? Optional.of(Secrets.of(home)) : Optional.empty();
            String freshId = "local-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
            // four JVMs on few cores: side by side they are ready sooner than one after the other
            List<CompletableFuture<Void>> all = List.of(
                    run(() -> {
                        bring(KafkaBroker.NAME, () -> KafkaBroker.prepare(home, project, ports, secrets), kafkaReady());
                        KafkaTopics.awaitBroker(state.bootstrapServers());
                        secrets.ifPresent(each -> BrokerUsers.write(state.bootstrapServers(), each));
                    }),
                    run(() -> {
                        bring(
                                RegistryServer.NAME,
                                () -> RegistryServer.prepare(home, project, ports, secrets),
                                () -> RegistryServer.missing(state.registryUrl()));
                        RegistryServer.requireCompatibility(state.registryUrl());
                    }),
                    run(() -> {
                        bring(
                                FlinkProcesses.JOB_MANAGER,
                                () -> FlinkProcesses.jobManager(home, project, ports),
                                () -> FlinkProcesses.jobManagerMissing(state.flinkUrl()));
                    }),
                    run(() -> {
                        int slots = state.flink().slots();
                        bring(
                                FlinkProcesses.TASK_MANAGER,
                                () -> FlinkProcesses.taskManager(home, project, ports, freshId),
                                () -> FlinkProcesses.taskManagerMissing(state.flinkUrl(), slots, freshId),
                                () -> FlinkProcesses.taskManagerMissing(state.flinkUrl(), slots));
                    }));
            try {
                CompletableFuture.anyOf(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), failed)
                        .join();
                return state;
            } catch (CompletionException e) {
                abandon();
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        /** The first failure is everybody's: what depends on it need not wait for its own time limit. */
        private CompletableFuture<Void> run(Runnable task) {
            CompletableFuture<Void> done = CompletableFuture.runAsync(task, threads);
            done.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    failed.completeExceptionally(
                            failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure);
                }
            });
            return done;
        }

        private void abandon() {
            List<ProcessRecord> toStop;
            synchronized (stateLock) {
                abandoned = true;
                toStop = List.copyOf(started);
            }
            toStop.forEach(process -> {
                ManagedProcess.stop(process, Duration.ofSeconds(5));
                update(process, false);
            });
        }

        private ReadyCheck kafkaReady() {
            return () -> KafkaBroker.missing(state.ports().kafka());
        }

        private void bring(String name, Supplier<ProcessSpec> spec, ReadyCheck check) {
            bring(name, spec, check, check);
        }

        /** @param runningCheck for one that runs already */
        private void bring(String name, Supplier<ProcessSpec> spec, ReadyCheck check, ReadyCheck runningCheck) {
            Optional<ProcessRecord> before;
            synchronized (stateLock) {
                before = state.process(name);
            }
            if (before.isPresent() && before.get().isAlive()) {
                Optional<String> missing = ManagedProcess.missing(before.get(), runningCheck);
                if (missing.isPresent()) {
                    // it may be looking for another process that has just been started again
                    progress.accept(line(before.get(), "is running, but " + missing.get() + "; waiting"));
                    ManagedProcess.awaitReady(
                            before.get(), home.log(name), home.output(name), runningCheck, START_LIMIT);
                }
                progress.accept(line(before.get(), "is already running"));
                return;
            }
            before.ifPresent(crashed -> progress.accept(line(
                    crashed,
                    "has crashed; starting it again\n" + ManagedProcess.tail(home.log(name), home.output(name)))));
            ProcessSpec prepared = spec.get();
            ProcessRecord process;
            synchronized (stateLock) {
                if (abandoned) {
                    return;
                }
                process = ManagedProcess.start(prepared);
                started.add(process);
                update(process, true);
            }
            ProcessRecord ready =
                    ManagedProcess.awaitReady(process, home.log(name), home.output(name), check, START_LIMIT);
            synchronized (stateLock) {
                if (abandoned) {
                    return;
                }
                update(ready, true);
            }
            progress.accept(line(ready, String.format(Locale.ROOT, "ready after %.1f s", ready.readyMillis() / 1e3)));
        }

        /** Written at every change, so that a killed {@code up} leaves nothing that {@code down} does not know. */
        private void update(ProcessRecord process, boolean present) {
            synchronized (stateLock) {
                state = present ? state.with(process) : state.without(process.name());
                state.write(home);
            }
        }

        private String line(ProcessRecord process, String what) {
            String port = process.ports().isEmpty()
                    ? ""
                    : "127.0.0.1:" + process.ports().get(0);
            return String.format(Locale.ROOT, "  %-12s %-16s pid %-8d %s", process.name(), port, process.pid(), what);
        }
    }
}
