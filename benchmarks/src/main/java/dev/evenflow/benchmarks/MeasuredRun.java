package dev.evenflow.benchmarks;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.flink.avro.RegistryConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one case, on a Flink and with an archive of its own, from the first record read to the end of the last commit.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all threads of the process
 * @param bytes of the table's data files
 * @param proofBytes of the chain's and the ledger's files; 0 where there are none
 */
record MeasuredRun(int rows, double seconds, double cpuSeconds, long bytes, long proofBytes, long files, int commits) {
    private static final Logger LOG = LoggerFactory.getLogger(MeasuredRun.class);
    private static final int PAUSE_MS = 30;
    private static final String ARCHIVE =
            """
            archive: bench
            ledger:
              catalog: {type: jdbc, uri: "jdbc:sqlite:catalog.db", warehouse: ledger}
            places:
              - place: eu
                regions: [EU, DE, FR]
                catalog: {type: jdbc, uri: "jdbc:sqlite:eu/catalog.db", warehouse: eu/warehouse}
                blobs: eu/blobs
                keys: {store: eu/keys.db, kek-file: eu/kek}
            """;

    static MeasuredRun of(
            BenchmarkCase what,
            InferenceRecords records,
            int parallelism,
            RegistryConnection registry,
            Configuration flink,
            Path work)
            throws Exception {
        Path archiveFile = work.resolve("archive/archive.yaml");
        Files.createDirectories(archiveFile.getParent());
        Files.writeString(archiveFile, ARCHIVE);
        try {
            ArchiveSinkTopologies topologies =
                    new ArchiveSinkTopologies(archiveFile.toString(), registry, records.count());
            Feed feed = Feed.begin(records, parallelism, what.sources);
            System.gc();
            long[] end = run(what, topologies, parallelism, flink, work, feed);
            return result(what, topologies, records.count(), work, feed, end);
        } finally {
            deleteTree(work);
        }
    }

    private static MeasuredRun result(
            BenchmarkCase what, ArchiveSinkTopologies topologies, int count, Path work, Feed feed, long[] end)
            throws IOException {
        double seconds = (end[0] - feed.beganNs()) / 1e9;
        double cpuSeconds = (end[1] - feed.beganCpuNs()) / 1e9;
        if (what == BenchmarkCase.ROWS) return new MeasuredRun(count, seconds, cpuSeconds, 0, 0, 0, 0);
        try (Archive archive = Archive.open(topologies.archive())) {
            Table table = archive.places().get(0).inferences();
            Map<String, String> summary = Objects.requireNonNull(table.currentSnapshot(), "nothing was committed")
                    .summary();
            long rows = Long.parseLong(summary.getOrDefault("total-records", "0"));
            if (rows != count)
                throw new IllegalStateException(
                        "case " + what.letter + " committed " + rows + " rows, expected " + count);
            int commits = 0;
            for (Snapshot snapshot : table.snapshots()) if (snapshot.summary().containsKey("added-records")) commits++;
            return new MeasuredRun(
                    count,
                    seconds,
                    cpuSeconds,
                    Long.parseLong(summary.getOrDefault("total-files-size", "0")),
                    size(work.resolve("archive/ledger")),
                    Long.parseLong(summary.getOrDefault("total-data-files", "0")),
                    commits);
        }
    }

    double rowsPerSecond() {
        return rows / seconds;
    }

    double cpuMicrosPerRow() {
        return cpuSeconds * 1e6 / rows;
    }

    /** @return clock and CPU time at the end, both in nanoseconds */
    private static long[] run(
            BenchmarkCase what,
            ArchiveSinkTopologies topologies,
            int parallelism,
            Configuration flink,
            Path work,
            Feed feed)
            throws Exception {
        Configuration configuration = new Configuration(flink);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                work.resolve("checkpoints").toUri().toString());
        // a job that is about to end declines some
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 100);
        // nothing is restored here, and Iceberg's sink has operators that nobody can name
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        environment.setParallelism(parallelism);
        what.topology.accept(topologies, environment);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        MiniClusterConfiguration cluster = new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .withRandomPorts()
                .build();
        try (MiniCluster mini = new MiniCluster(cluster)) {
            mini.start();
            JobID job = mini.submitJob(graph).get().getJobID();
            CompletableFuture<long[]> end = mini.requestJobResult(job).thenApply(MeasuredRun::end);
            while (!end.isDone()) {
                // Rows that came after the last checkpoint of the interval would wait idly for the next one.
                if (feed.isExhausted()) checkpoint(mini, job);
                Thread.sleep(PAUSE_MS);
            }
            return end.get();
        }
    }

    private static long[] end(JobResult result) {
        long[] end = {System.nanoTime(), Feed.cpuNs()};
        result.getSerializedThrowable().ifPresent(problem -> {
            throw new IllegalStateException("the job failed", problem);
        });
        return end;
    }

    private static void checkpoint(MiniCluster mini, JobID job) throws InterruptedException {
        try {
            mini.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
        } catch (ExecutionException e) {
            // The job has just ended, and how is for its result to say; or a checkpoint failed, and the next will do.
            LOG.debug("no checkpoint", e);
        }
    }

    private static long size(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return 0;
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
