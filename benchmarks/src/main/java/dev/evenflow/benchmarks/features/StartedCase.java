package dev.evenflow.benchmarks.features;

import java.util.List;
import java.util.Optional;

/** A case that is running. */
interface StartedCase extends AutoCloseable {
    /** How many records its output topic will have about when all of the input has passed. */
    long expectedOutputs();

    /** How many transactions those are the outputs of. */
    default long eventsMeasured(Workload load) {
        return load.events();
    }

    /** Whose CPU time is counted as its own. */
    List<ProcessHandle> processes();

    /** Why it does not go on, if it does not. */
    Optional<String> failure();

    /** Ends it and leaves nothing behind but its output. */
    @Override
    void close() throws Exception;
}
