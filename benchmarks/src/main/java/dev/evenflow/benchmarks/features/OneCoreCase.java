package dev.evenflow.benchmarks.features;

import java.util.List;
import java.util.Optional;

/**
 * A case at parallelism 1 while the whole platform has one core: what further cores and a further parallelism are compared with. Without the bound a pipeline of
 * six tasks at parallelism 1 has two cores busy already.
 */
record OneCoreCase(FeatureCase all) implements FeatureCase {
    static final String SUFFIX = "@1";

    @Override
    public String name() {
        return all.name() + SUFFIX;
    }

    @Override
    public String text() {
        return all.text() + "; parallelism 1 on one core";
    }

    @Override
    public StartedCase start(CaseRun run) throws Exception {
        run.platform().bindTo(1);
        StartedCase started;
        try {
            started = all.start(run.withParallelism(1));
        } catch (Exception e) {
            run.platform().bindToAll();
            throw e;
        }
        return new StartedCase() {
            @Override
            public long expectedOutputs() {
                return started.expectedOutputs();
            }

            @Override
            public long eventsMeasured(Workload load) {
                return started.eventsMeasured(load);
            }

            @Override
            public List<ProcessHandle> processes() {
                return started.processes();
            }

            @Override
            public Optional<String> failure() {
                return started.failure();
            }

            @Override
            public void close() throws Exception {
                try {
                    started.close();
                } finally {
                    run.platform().bindToAll();
                }
            }
        };
    }
}
