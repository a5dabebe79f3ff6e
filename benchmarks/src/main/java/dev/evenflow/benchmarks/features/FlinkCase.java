package dev.evenflow.benchmarks.features;

import dev.evenflow.platform.flink.FlinkRest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A case that is a Flink job.
 *
 * @param eventsPerOutput how many transactions one record of the output stands for
 */
record FlinkCase(String name, String text, int eventsPerOutput, Graph graph) implements FeatureCase {
    private static final long LIMIT_SECONDS = 60;

    /** Builds the job's graph, having created the run's output topic. */
    interface Graph {
        void build(StreamExecutionEnvironment environment, CaseRun run) throws Exception;
    }

    @Override
    public StartedCase start(CaseRun run) throws Exception {
        StreamExecutionEnvironment environment = run.platform().environment(run.parallelism());
        graph.build(environment, run);
        JobClient job = environment.executeAsync(run.output());
        FlinkRest rest = new FlinkRest(run.platform().flinkUrl());
        String id = job.getJobID().toHexString();
        long expected = run.load().events() / eventsPerOutput;
        return new StartedCase() {
            @Override
            public long expectedOutputs() {
                return expected;
            }

            @Override
            public List<ProcessHandle> processes() {
                return List.of(run.platform().taskManager());
            }

            @Override
            public Optional<String> failure() {
                return rest.failure(id);
            }

            @Override
            public void close() throws Exception {
                job.cancel().get(LIMIT_SECONDS, TimeUnit.SECONDS);
                while (!job.getJobStatus().get(LIMIT_SECONDS, TimeUnit.SECONDS).isGloballyTerminalState()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        };
    }
}
