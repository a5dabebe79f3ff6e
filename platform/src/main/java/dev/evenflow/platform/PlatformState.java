package dev.evenflow.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Secrets;
import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code up} started and where it listens, as kept in {@code platform.json}. Written whole and moved into place, so
 * a reader never sees half a file.
 *
 * @param startedAtMillis when the platform was started, epoch milliseconds
 * @param secure whether everybody has to say who they are, over TLS; then the home has secrets
 * @param processes in the order in which they were started
 */
public record PlatformState(
        int version,
        long startedAtMillis,
        PlatformPorts ports,
        FlinkSizes flink,
        boolean secure,
        List<ProcessRecord> processes) {

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public PlatformState {
        processes = List.copyOf(processes);
    }

    public static PlatformState starting(long nowMillis, PlatformPorts ports, FlinkSizes flink, boolean secure) {
        return new PlatformState(VERSION, nowMillis, ports, flink, secure, List.of());
    }

    /** Empty if nothing was started from this home, or it was stopped. */
    public static Optional<PlatformState> read(PlatformHome home) {
        Path file = home.stateFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            PlatformState state = JSON.readValue(file.toFile(), PlatformState.class);
            if (state.version() != VERSION) {
                throw new PlatformException(file + " has version " + state.version() + ", expected " + VERSION
                        + ": stop the platform with the ./evenflow that started it");
            }
            state.grantAccess(home);
            return Optional.of(state);
        } catch (IOException e) {
            throw new PlatformException(file + " is not a readable state of the platform: " + e.getMessage(), e);
        }
    }

    /** Lets this process speak to the platform: what is read here is where the addresses come from. */
    void grantAccess(PlatformHome home) {
        if (secure) {
            Access.remember(
                    Secrets.of(home),
                    bootstrapServers(),
                    "127.0.0.1:" + ports.registry(),
                    "127.0.0.1:" + ports.flinkRest());
        }
    }

    /** The running platform's state, or an error that says how to start it. */
    public static PlatformState require(PlatformHome home) {
        return read(home)
                .filter(state -> !state.processes().isEmpty())
                .orElseThrow(() -> new PlatformException(
                        "the platform is not running (home " + home.root() + "): start it with ./evenflow up"));
    }

    public void write(PlatformHome home) {
        try {
            Files.createDirectories(home.root());
            Path next = Files.createTempFile(home.root(), "platform", ".json");
            JSON.writeValue(next.toFile(), this);
            Files.move(next, home.stateFile(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PlatformException("cannot write " + home.stateFile() + ": " + e.getMessage(), e);
        }
    }

    /** With the process added, or put in the place of the one of the same name. */
    public PlatformState with(ProcessRecord process) {
        List<ProcessRecord> next = new ArrayList<>();
        boolean replaced = false;
        for (ProcessRecord each : processes) {
            replaced |= each.name().equals(process.name());
            next.add(each.name().equals(process.name()) ? process : each);
        }
        if (!replaced) {
            next.add(process);
        }
        return new PlatformState(version, startedAtMillis, ports, flink, secure, next);
    }

    public PlatformState without(String process) {
        return new PlatformState(
                version,
                startedAtMillis,
                ports,
                flink,
                secure,
                processes.stream().filter(each -> !each.name().equals(process)).toList());
    }

    public PlatformState withNoProcesses() {
        return new PlatformState(version, startedAtMillis, ports, flink, secure, List.of());
    }

    public Optional<ProcessRecord> process(String name) {
        return processes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** For Kafka clients. */
    @JsonIgnore
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.kafka();
    }

    /** Base of Confluent's REST API, for serialisers of any language. */
    @JsonIgnore
    public String registryUrl() {
        return scheme() + ports.registry() + "/apis/ccompat/v7";
    }

    /** What Prometheus scrapes: process → host:port, each with a path {@code /metrics}. */
    @JsonIgnore
    public Map<String, String> metricTargets() {
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put(FlinkProcesses.JOB_MANAGER, "127.0.0.1:" + ports.jobManagerMetrics());
        targets.put(FlinkProcesses.TASK_MANAGER, "127.0.0.1:" + ports.taskManagerMetrics());
        return targets;
    }

    /** Web UI and REST of the JobManager. */
    @JsonIgnore
    public String flinkUrl() {
        return scheme() + ports.flinkRest();
    }

    private String scheme() {
        return (secure ? "https" : "http") + "://127.0.0.1:";
    }
}
