package dev.evenflow.platform.command;

import dev.evenflow.platform.FlinkSizes;
import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow up}. */
@Command(
        name = "up",
        description = "Start the local platform: Kafka broker, schema registry, Flink JobManager and TaskManager.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Runnable {

    @Mixin
    private Sizes sizes = new Sizes();

    /** Options of every command that may start the platform. */
    public static final class Sizes {
        @Option(
                names = "--taskmanager-memory",
                defaultValue = "2g",
                description = "Memory of the TaskManager process (default: ${DEFAULT-VALUE}).")
        private String taskManagerMemory = "2g";

        @Option(
                names = "--jobmanager-memory",
                defaultValue = "768m",
                description = "Memory of the JobManager process (default: ${DEFAULT-VALUE}).")
        private String jobManagerMemory = "768m";

        @Option(
                names = "--slots",
                defaultValue = "2",
                description =
                        "Task slots; each has an equal share of the memory for state (default: ${DEFAULT-VALUE}).")
        private int slots = 2;

        @Option(
                names = "--parallelism",
                defaultValue = "1",
                description = "Parallelism of jobs that do not choose (default: ${DEFAULT-VALUE}).")
        private int parallelism = 1;

        @Option(
                names = "--kafka-port",
                defaultValue = "0",
                description = "Port of the broker; 0, the default: any free one.")
        private int kafkaPort;

        @Option(
                names = "--registry-port",
                defaultValue = "0",
                description = "Port of the registry; 0, the default: any free one.")
        private int registryPort;

        @Option(
                names = "--flink-port",
                defaultValue = "0",
                description = "Port of Flink's web UI; 0, the default: any free one.")
        private int flinkPort;

        @Option(
                names = "--secure",
                description = "Everything over TLS, with users, passwords and rights; certificates and secrets are made"
                        + " in the home and go with it. A running platform stays as it is.")
        private boolean secure;

        FlinkSizes flink() {
            return new FlinkSizes(jobManagerMemory, taskManagerMemory, slots, parallelism);
        }

        PlatformPorts ports() {
            return PlatformPorts.wished(kafkaPort, registryPort, flinkPort);
        }
    }

    @Override
    public void run() {
        start(PlatformHome.resolve(), sizes);
    }

    static PlatformState start(PlatformHome home, Sizes sizes) {
        long begin = System.nanoTime();
        System.out.println("Starting the platform in " + home.root());
        PlatformState state = new LocalPlatform(home, Project.locate(), System.out::println)
                .up(sizes.ports(), sizes.flink(), sizes.secure);
        System.out.printf(Locale.ROOT, "The platform is up (%.1f s).%n", (System.nanoTime() - begin) / 1e9);
        System.out.println("  Kafka      " + state.bootstrapServers());
        System.out.println("  Registry   " + state.registryUrl());
        System.out.println("  Flink      " + state.flinkUrl());
        System.out.println(
                "  Metrics    " + String.join(" ", state.metricTargets().values()) + "  for "
                        + home.monitoring().resolve("prometheus.yml"));
        System.out.println("  Logs       " + home.logs());
        if (state.secure()) {
            System.out.println(
                    "  Secrets    " + home.secrets() + " (a client file for each user; flink-rest.p12 for a browser)");
        }
        return state;
    }
}
