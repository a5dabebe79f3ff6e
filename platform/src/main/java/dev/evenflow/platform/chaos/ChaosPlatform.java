package dev.evenflow.platform.chaos;

import dev.evenflow.platform.FlinkSizes;
import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.FlinkSubmission;
import dev.evenflow.platform.flink.Snapshots;
import dev.evenflow.platform.process.LoopbackPorts;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.Registration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * A platform in a home of its own, whose jobs reach broker and registry through proxies; and its supervisor, which starts
 * again what has died and submits a job that no JobManager knows any more from its newest checkpoint. Not thread-safe,
 * except for {@link #destroy}.
 */
final class ChaosPlatform {
    static final String FEATURES = "card-fraud";
    static final int PARTITIONS = 2;
    private static final int START_ATTEMPTS = 3;

    private static final Map<String, String> FLINK_OPTIONS = Map.of(
            "execution.checkpointing.interval", "5 s",
            // production sees a fault a month, not one each half minute: the limit on restarts is not what is tried
            // here
            "restart-strategy.exponential-delay.attempts-before-reset-backoff", "100000",
            "restart-strategy.exponential-delay.max-backoff", "10 s");

    private final PlatformHome home;
    private final Project project = Project.locate();
    private final LocalPlatform platform;
    private final CutProxy broker;
    private final CutProxy registry;
    private final Map<String, DeployableJob> jobs = new LinkedHashMap<>();
    private final Map<String, Integer> startedAgain = new TreeMap<>();
    private final Map<String, Integer> submittedAgain = new TreeMap<>();
    private PlatformState state;
    private volatile boolean destroyed;

    private ChaosPlatform(PlatformHome home, CutProxy broker, PlatformPorts ports) {
        this.home = home;
        this.broker = broker;
        platform = new LocalPlatform(home, project, line -> {});
        state = up(ports);
        registry = new CutProxy(state.ports().registry());
        for (String each : List.of(DeployableJob.FRAUD_FEATURES, DeployableJob.INFERENCE_ARCHIVE))
            jobs.put(each, DeployableJob.of(each, null));
    }

    /** On a machine that is busy with something else, a process may miss a time limit of its own while it starts. */
    private PlatformState up(PlatformPorts ports) {
        for (int attempt = 1; ; attempt++) {
            try {
                return platform.up(ports, new FlinkSizes("768m", "2g", 3, 2));
            } catch (PlatformException e) {
                if (attempt == START_ATTEMPTS) throw e;
            }
        }
    }

    static ChaosPlatform start(PlatformHome home) {
        CutProxy proxy;
        try (LoopbackPorts free = new LoopbackPorts()) {
            int listened = free.take("broker behind the proxy", 0);
            proxy = new CutProxy(listened);
            Files.createDirectories(home.root());
            Files.writeString(
                    home.brokerExtra(),
                    """
                    # Jobs come by the proxy: a listener of their own, which the broker names by the proxy's port.
                    listeners=PLAINTEXT://127.0.0.1:${broker.port},CONTROLLER://127.0.0.1:${controller.port},PROXIED://127.0.0.1:%d
                    advertised.listeners=PLAINTEXT://127.0.0.1:${broker.port},PROXIED://127.0.0.1:%d
                    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT
                    """
                            .formatted(listened, proxy.port()));
        } catch (IOException e) {
            throw new PlatformException("cannot write " + home.brokerExtra() + ": " + e.getMessage(), e);
        }
        return new ChaosPlatform(home, proxy, PlatformPorts.wished(0, 0, 0));
    }

    /** Topics and schemas, then both jobs. @return topic → schema */
    Map<String, Schema> deploy() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        jobs.values().forEach(job -> schemas.putAll(job.topics()));
        Registration.register(state, schemas, PARTITIONS, line -> {});
        jobs.forEach((name, job) -> submit(name, job, Optional.empty()));
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        jobs.values().forEach(job -> flink.activeJob(job.flinkName())
                .ifPresent(active -> FlinkSubmission.awaitRunning(flink, active.id())));
        return schemas;
    }

    private void submit(String name, DeployableJob job, Optional<String> from) {
        Map<String, String> options = new LinkedHashMap<>(job.arguments(home, state));
        options.put("--kafka.bootstrap", "127.0.0.1:" + broker.port());
        options.put(
                "--registry.url",
                "http://127.0.0.1:" + registry.port()
                        + URI.create(state.registryUrl()).getPath());
        if (name.equals(DeployableJob.FRAUD_FEATURES)) {
            options.put("--emit", "both");
            options.put("--disorder", ChaosLoad.DISORDER.toSeconds() + "s");
        } else {
            options.put("--idle", "5s");
        }
        List<String> arguments = new ArrayList<>();
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        String id = new FlinkSubmission(
                        project.jobJar(job.folder()),
                        arguments,
                        name.equals(DeployableJob.FRAUD_FEATURES) ? 2 : 1,
                        from,
                        FLINK_OPTIONS)
                .submit(home, project);
        new Snapshots(home).deployed(job.flinkName(), id);
    }

    /** Starts what has died, and submits what nobody runs any more. @return false if it could not do so yet */
    boolean supervise() {
        if (destroyed) throw new PlatformException("interrupted");
        try {
            List<String> dead = LocalPlatform.PROCESSES.stream()
                    .filter(name ->
                            state.process(name).filter(ProcessRecord::isAlive).isEmpty())
                    .toList();
            if (!dead.isEmpty()) {
                state = platform.up(state.ports(), state.flink());
                dead.forEach(name -> startedAgain.merge(name, 1, Integer::sum));
            }
            FlinkRest flink = new FlinkRest(state.flinkUrl());
            for (Map.Entry<String, DeployableJob> each : jobs.entrySet()) {
                String name = each.getValue().flinkName();
                if (flink.activeJob(name).isPresent()) continue;
                Optional<Path> newest = new Snapshots(home).newest(name);
                submit(each.getKey(), each.getValue(), newest.map(path -> path.toUri()
                        .toString()));
                submittedAgain.merge(each.getKey(), 1, Integer::sum);
            }
            return true;
        } catch (PlatformException e) {
            // what it needs is on its way up, or down again; whoever waits has a limit
            lastTrouble = String.valueOf(e.getMessage());
            state = PlatformState.read(home).orElse(state);
            return false;
        }
    }

    private String lastTrouble = "";

    /** Why {@link #supervise} returned false last; empty if it never did. */
    String lastTrouble() {
        return lastTrouble;
    }

    /** Until nothing is missing any more for a moment: for the final checks. */
    PlatformState state() {
        return state;
    }

    ProcessRecord process(String name) {
        return state.process(name).orElseThrow(() -> new PlatformException("there is no process " + name));
    }

    CutProxy broker() {
        return broker;
    }

    CutProxy registry() {
        return registry;
    }

    PlatformHome home() {
        return home;
    }

    /** Process → how often it was started again, whoever ended it. */
    Map<String, Integer> startedAgain() {
        return startedAgain;
    }

    /** Job → how often it was submitted again. */
    Map<String, Integer> submittedAgain() {
        return submittedAgain;
    }

    /** The feature set that vectors are of. */
    static FeatureSet features() {
        return FeatureSet.load(FEATURES);
    }

    /** Ends all processes at once, stopped ones too, from any thread; data stay. */
    void destroy() {
        destroyed = true;
        // what is being started while this runs is found in the next look
        for (int look = 0; look < 5; look++) {
            PlatformState.read(home).ifPresent(found -> found.processes()
                    .forEach(process -> process.find().ifPresent(ProcessHandle::destroyForcibly)));
            ManagedProcess.pause(Duration.ofMillis(200));
        }
        broker.close();
        registry.close();
    }

    /** Removes the data, after {@link #destroy}. */
    void delete() {
        PlatformHome.deleteTree(home.root());
    }
}
