package dev.evenflow.benchmarks.features;

import java.nio.file.Path;

/** What a user would take instead, with as many of our features as it can express. */
interface PeerCase extends FeatureCase {
    /** The feature set that has ours compute the same. */
    String features();

    /** Which of our emissions it corresponds to. */
    String emission();

    /** Whether its windows have both of their ends, and all rows of one time see each other. */
    boolean closedWindows();

    default Path setFile(CaseRun run) {
        return setFile(run, features());
    }

    static Path setFile(CaseRun run, String features) {
        return run.platform()
                .project()
                .root()
                .resolve("benchmarks/src/main/resources/dev/evenflow/benchmarks/peers")
                .resolve(features + ".yaml");
    }
}
