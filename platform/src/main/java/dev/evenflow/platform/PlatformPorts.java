package dev.evenflow.platform;

import dev.evenflow.platform.process.LoopbackPorts;

/**
 * The ports of the platform, all on 127.0.0.1. 0 means any free port; after {@link #choose} none is 0 and all differ.
 *
 * @param kafka for clients
 * @param registry for clients: Confluent's REST API
 * @param flinkRest web UI and REST of the JobManager
 * @param jobManagerMetrics for Prometheus, as is {@code taskManagerMetrics}
 */
public record PlatformPorts(
        int kafka,
        int kafkaController,
        int registry,
        int flinkRest,
        int flinkRpc,
        int flinkBlob,
        int taskManagerData,
        int jobManagerMetrics,
        int taskManagerMetrics) {

    /** Free ones, except those that somebody wants to know beforehand; 0 where any will do. */
    public static PlatformPorts wished(int kafka, int registry, int flinkRest) {
        return new PlatformPorts(kafka, 0, registry, flinkRest, 0, 0, 0, 0, 0);
    }

    /** Fills in free ports where any will do, and refuses a wished port that is taken. */
    public PlatformPorts choose() {
        try (LoopbackPorts free = new LoopbackPorts()) {
            return new PlatformPorts(
                    free.take("--kafka-port", kafka),
                    free.take("kafka controller", kafkaController),
                    free.take("--registry-port", registry),
                    free.take("--flink-port", flinkRest),
                    free.take("flink rpc", flinkRpc),
                    free.take("flink blob server", flinkBlob),
                    free.take("taskmanager data", taskManagerData),
                    free.take("jobmanager metrics", jobManagerMetrics),
                    free.take("taskmanager metrics", taskManagerMetrics));
        }
    }
}
