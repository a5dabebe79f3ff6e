package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints and savepoints of the local platform, by job: Flink names them by the id of a run, and a killed JobManager
 * no longer knows which run was which job. Deployments are therefore written down.
 */
public record Snapshots(PlatformHome home) {
    private static final int SAVEPOINT_PREFIX = 6;

    /** To be called when a run of the job was submitted. */
    public void deployed(String job, String runId) {
        try {
            Files.createDirectories(runs(job).getParent());
            Files.writeString(runs(job), runId + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new PlatformException("cannot write " + runs(job) + ": " + e.getMessage(), e);
        }
    }

    /** The newest complete checkpoint or savepoint of any run of the job. */
    public Optional<Path> newest(String job) {
        try {
            List<Path> found = new ArrayList<>();
            for (String run : Files.exists(runs(job)) ? Files.readAllLines(runs(job)) : List.<String>of()) {
                found.addAll(complete(home.checkpoints().resolve(run), "chk-"));
                found.addAll(complete(home.savepoints(), "savepoint-" + run.substring(0, SAVEPOINT_PREFIX)));
            }
            Path newest = null;
            FileTime written = null;
            for (Path each : found) {
                FileTime time = Files.getLastModifiedTime(each.resolve("_metadata"));
                if (written == null || time.compareTo(written) > 0) {
                    newest = each;
                    written = time;
                }
            }
            return Optional.ofNullable(newest);
        } catch (IOException e) {
            throw new PlatformException("cannot look for checkpoints of " + job + ": " + e.getMessage(), e);
        }
    }

    /** _metadata is written last: what has it is whole. */
    private static List<Path> complete(Path directory, String prefix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .filter(entry -> Files.exists(entry.resolve("_metadata")))
                    .toList();
        }
    }

    private Path runs(String job) {
        return home.data("flink").resolve("runs").resolve(job.replace(' ', '_'));
    }
}
