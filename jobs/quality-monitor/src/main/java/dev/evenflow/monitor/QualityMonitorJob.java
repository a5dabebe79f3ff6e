package dev.evenflow.monitor;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point: configuration, connectors, topology, execution. */
public final class QualityMonitorJob {
    /** Name of the job in what it refuses, and in Flink with the monitor's. */
    public static final String NAME = "quality-monitor";

    private QualityMonitorJob() {}

    public static void main(String[] args) throws Exception {
        QualityMonitorConfig config = QualityMonitorConfig.of(args, System.getenv());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        if (config.batch()) environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        QualityMonitorConnectors connectors = new QualityMonitorConnectors(config);
        new QualityMonitorTopology(config).build(connectors.sources(environment), connectors.sinks());
        environment.execute(config.jobName());
    }
}
