package dev.evenflow.platform.command;

import dev.evenflow.platform.backfill.Backfill;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow backfill}. */
@Command(
        name = "backfill",
        description = "Compute the features of a history in files: the job in batch, without a broker and a running"
                + " platform.",
        mixinStandardHelpOptions = true)
public final class BackfillCommand implements Runnable {

    @Option(names = "--job", defaultValue = "fraud-features", description = "Default: ${DEFAULT-VALUE}.")
    private String job = "fraud-features";

    @Option(
            names = "--features",
            required = true,
            paramLabel = "NAME|FILE",
            description = "Feature set: a name, or a YAML file.")
    private String features = "";

    @Option(
            names = "--source",
            required = true,
            paramLabel = "DIR",
            description = "Avro or Parquet files of transactions and labels.")
    private Path source = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the vectors go; must be empty or new.")
    private Path out = Path.of("");

    @Option(names = "--format", required = true, paramLabel = "csv|avro|parquet", description = "Of the vectors.")
    private Backfill.Format format = Backfill.Format.AVRO;

    @Option(names = "--cluster", description = "On the running platform instead of a Flink of its own.")
    private boolean cluster;

    @Option(
            names = "--parallelism",
            defaultValue = "0",
            description = "Default: the number of processors, at most 4; with --cluster that of the platform.")
    private int parallelism;

    @Option(
            names = "--engine",
            defaultValue = "auto",
            paramLabel = "auto|memory|flink",
            description =
                    "memory: rows in the heap, fastest; flink: sorted on disk, for any size; auto: memory where they"
                            + " fit (default: ${DEFAULT-VALUE}).")
    private Backfill.Engine engine = Backfill.Engine.AUTO;

    @Option(
            names = "--memory",
            defaultValue = "2g",
            description = "Heap of the JVM that computes (default: ${DEFAULT-VALUE}).")
    private String memory = "2g";

    @Parameters(arity = "0..*", paramLabel = "JOB OPTION", description = "After --: further options of the job.")
    private List<String> jobOptions = List.of();

    @Override
    public void run() {
        new Backfill(job, features, source, out, format, engine, parallelism, memory, jobOptions).run(cluster);
    }
}
