package dev.evenflow.inferencearchive;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point: configuration, connectors, topology, execution. */
public final class InferenceArchiveJob {
    /** Name of the job in what it refuses, and in Flink with the archive's. */
    public static final String NAME = "inference-archive";

    private InferenceArchiveJob() {}

    public static void main(String[] args) throws Exception {
        InferenceArchiveConfig config = InferenceArchiveConfig.of(args, System.getenv());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        // counts must reach the committer before what they are counts of
        if (environment.getConfiguration().get(CheckpointingOptions.ENABLE_UNALIGNED))
            throw new IllegalArgumentException(
                    "execution.checkpointing.unaligned.enabled is true, expected false: the ledger"
                            + " counts what lies between two barriers");
        InferenceArchiveConnectors connectors = new InferenceArchiveConnectors(config);
        new InferenceArchiveTopology(config).build(connectors.sources(environment), connectors.sinks());
        environment.execute(config.jobName());
    }
}
