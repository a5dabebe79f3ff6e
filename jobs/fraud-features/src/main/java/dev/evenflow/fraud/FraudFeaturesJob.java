package dev.evenflow.fraud;

import dev.evenflow.fraud.state.PromptFlushes;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point: configuration, connectors, topology, execution. */
public final class FraudFeaturesJob {
    /** Name of the job in what it refuses, and in Flink with the feature set's. */
    public static final String NAME = "fraud-features";

    private FraudFeaturesJob() {}

    public static void main(String[] args) throws Exception {
        FraudFeaturesConfig config = FraudFeaturesConfig.of(args, System.getenv());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        build(environment, config);
        environment.execute(
                NAME + " " + config.plan().name() + " " + config.plan().version());
    }

    /** Adds the job to an environment, which is not started. */
    public static void build(StreamExecutionEnvironment environment, FraudFeaturesConfig config) {
        environment.setRuntimeMode(config.mode());
        PromptFlushes.configure(environment);
        FraudFeaturesConnectors connectors = new FraudFeaturesConnectors(config);
        new FraudFeaturesTopology(config).build(connectors.sources(environment), connectors.sinks());
    }
}
