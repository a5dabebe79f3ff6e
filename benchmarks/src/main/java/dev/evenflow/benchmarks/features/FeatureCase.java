package dev.evenflow.benchmarks.features;

/** One way to get from the topic of transactions to an output topic. */
interface FeatureCase {
    String name();

    /** What it does, for the table. */
    String text();

    /** Starts it; it reads the topic from its beginning and goes on until it is closed. */
    StartedCase start(CaseRun run) throws Exception;
}
