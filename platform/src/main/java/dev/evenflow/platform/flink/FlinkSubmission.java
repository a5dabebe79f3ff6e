package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Submits a job's jar with Flink's own client, as {@code flink run -d} does elsewhere, and waits until its tasks run.
 *
 * @param jar the job's own jar
 * @param arguments of the job's main
 * @param savepoint to start from, a path or URI
 * @param dynamic configuration of this submission alone
 */
public record FlinkSubmission(
        Path jar, List<String> arguments, int parallelism, Optional<String> savepoint, Map<String, String> dynamic) {

    private static final Pattern SUBMITTED = Pattern.compile("Job has been submitted with JobID ([0-9a-f]{32})");
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    public FlinkSubmission {
        arguments = List.copyOf(arguments);
        dynamic = Map.copyOf(dynamic);
    }

    /** @return the job's id; the job may still be starting */
    public String submit(PlatformHome home, Project project) {
        List<String> command = clientCommand(project, home.flinkConf(), home.log("submit"), "512m");
        command.addAll(List.of("run", "-d", "-p", Integer.toString(parallelism)));
        savepoint.ifPresent(path -> command.addAll(List.of("-s", path)));
        dynamic.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(jar.toString());
        command.addAll(arguments);
        try {
            Files.createDirectories(home.logs());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment(project, home.flinkConf()));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            Matcher submitted = SUBMITTED.matcher(output);
            if (exit != 0 || !submitted.find()) {
                throw new PlatformException("the job was not submitted (exit code " + exit + ")\n" + causes(output)
                        + "\n  the client's log is " + home.log("submit"));
            }
            return submitted.group(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run Flink's client: " + e.getMessage(), e);
        }
    }

    /** Returns when all tasks run, or the job is over without an error; a failure is an error with Flink's cause. */
    public static FlinkRest.JobSummary awaitRunning(FlinkRest flink, String jobId) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            FlinkRest.JobSummary job = flink.job(jobId);
            int total = job.tasks().getOrDefault("total", 0);
            if (job.state().equals("FINISHED")
                    || (job.state().equals("RUNNING")
                            && total > 0
                            && job.tasks().getOrDefault("running", 0)
                                            + job.tasks().getOrDefault("finished", 0)
                                    == total)) {
                return job;
            }
            Optional<String> failure = job.isOver() ? Optional.of(flink.failureOf(job)) : flink.failure(jobId);
            if (failure.isPresent()) {
                throw new PlatformException("job " + jobId + " is " + job.state() + ", it failed while starting:\n"
                        + failure.get() + "\n  more: " + flink.jobUrl(jobId));
            }
            if (System.nanoTime() > deadline) {
                throw new PlatformException(
                        "job " + jobId + " is " + job.state() + " after " + START_LIMIT.toSeconds() + " s with tasks "
                                + job.tasks() + "; does the cluster have enough slots? " + flink.jobUrl(jobId));
            }
            ManagedProcess.pause(Duration.ofMillis(200));
        }
    }

    /**
     * Flink's client as a command, up to its first argument.
     *
     * @param configuration the directory with config.yaml and log4j2-cli.properties
     * @param heap of its JVM, for example {@code 512m}
     */
    public static List<String> clientCommand(Project project, Path configuration, Path log, String heap) {
        project.flinkLibrary(); // says what to do if it is not built
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java(), "-Xmx" + heap, "-XX:+UseSerialGC"));
        command.addAll(FlinkConfiguration.javaOptions(configuration));
        command.addAll(List.of(
                "-Dlog.file=" + log,
                "-Dlog4j2.configurationFile=" + configuration.resolve("log4j2-cli.properties"),
                "-cp",
                project.flinkLib() + "/*",
                "org.apache.flink.client.cli.CliFrontend"));
        return command;
    }

    /** What Flink's programs look for in their environment. */
    public static Map<String, String> environment(Project project, Path configuration) {
        return Map.of(
                "FLINK_CONF_DIR", configuration.toString(),
                "FLINK_LIB_DIR", project.flinkLib().toString(),
                "FLINK_PLUGINS_DIR", project.flinkPlugins().toString());
    }

    /** What the client printed, without the frames of its traces. */
    public static String causes(String output) {
        List<String> lines = output.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t..."))
                .toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - 25))
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }
}
