package dev.evenflow.flink.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint that an earlier build wrote and every later one must go on from, for the job's own test: one packed file among a job's
 * resources.
 *
 * @param directory below src/test/resources
 */
public record GoldenSavepoint(Path directory) {
    private static final String METADATA = "_metadata";
    private static final String PACKED = "_metadata.gz";
    private static final long LIMIT_SECONDS = 90;

    public GoldenSavepoint(String directory) {
        this(Path.of(directory));
    }

    /** A file beside it. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** In a directory below the given one, as Flink wants it. */
    public Path unpacked(Path below) throws IOException {
        Path unpacked = Files.createDirectories(below.resolve("savepoint"));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file(PACKED)))) {
            Files.write(unpacked.resolve(METADATA), in.readAllBytes());
        }
        return unpacked;
    }

    /** Flink's settings of a run that goes on from a savepoint or begins anew: those of flink-conf, and state in one file. */
    public static Configuration flink(@Nullable Path savepoint) {
        Configuration flink = GlobalConfiguration.loadConfiguration("../../flink-conf");
        flink.setString("execution.checkpointing.data-inline-threshold", "1 mb");
        flink.setString("restart-strategy.type", "none");
        if (savepoint != null)
            flink.setString("execution.state-recovery.path", savepoint.toUri().toString());
        return flink;
    }

    public void requireAbsent() {
        if (Files.exists(directory))
            throw new IllegalStateException(directory + " is there: a golden is never made again");
    }

    /** Stops the job and keeps its savepoint here. */
    public void write(JobClient job, Path below) throws Exception {
        Path savepoint = Path.of(URI.create(
                job.stopWithSavepoint(false, below.resolve("golden").toUri().toString(), SavepointFormatType.CANONICAL)
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS)));
        try (var files = Files.list(savepoint)) {
            assertThat(files).as("all is small enough to lie in one file").hasSize(1);
        }
        Files.createDirectories(directory);
        try (var out = new GZIPOutputStream(Files.newOutputStream(file(PACKED)))) {
            Files.copy(savepoint.resolve(METADATA), out);
        }
    }

    /** Fails if it lacks a state that the graph declares, or has another; what sources keep is Flink's. */
    public void mustHoldWhatIsDeclared(JobPlan plan, Path below, ClassLoader classes) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        SavedStates.read(unpacked(below).toUri().toString(), classes)
                .operators()
                .values()
                .forEach(operator -> {
                    if (!operator.states().isEmpty() && !operator.uid().startsWith("read-"))
                        found.put(
                                operator.uid(), new TreeSet<>(operator.states().keySet()));
                });
        Map<String, Set<String>> declared = new TreeMap<>();
        plan.operators().values().forEach(operator -> {
            if (operator.states() != null && !operator.states().isEmpty())
                declared.put(operator.uid(), new TreeSet<>(operator.states().keySet()));
        });
        assertThat(found).isEqualTo(declared);
    }
}
