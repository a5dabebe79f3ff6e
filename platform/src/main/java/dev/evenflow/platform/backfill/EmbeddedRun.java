package dev.evenflow.platform.backfill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.FlinkTls;
import dev.evenflow.platform.access.Secrets;
import dev.evenflow.platform.flink.FlinkConfiguration;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.FlinkSubmission;
import dev.evenflow.platform.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a job's jar on a Flink of its own, in a JVM of its own, until it is done. It needs no running platform and ends
 * with this command.
 *
 * @param memory heap of that JVM, for example {@code 2g}
 */
public record EmbeddedRun(Path jar, List<String> arguments, int parallelism, String memory) {

    public void run(PlatformHome home, Project project, JobProgress progress) {
        // one directory per run: several may go on at once
        String run = "backfill-" + ProcessHandle.current().pid();
        Path work = home.root().resolve(run);
        int port;
        try (LoopbackPorts ports = new LoopbackPorts()) {
            port = ports.take("flink rest", 0);
        }
        Path log = home.log(run);
        Path output = home.output(run);
        try {
            Files.createDirectories(home.logs());
            Secrets secrets = Secrets.of(home);
            boolean secure = secrets.exist();
            if (secure) {
                Access.remember(secrets, "127.0.0.1:" + port);
            }
            FlinkConfiguration.writeEmbedded(
                    work, project, port, parallelism, secure ? FlinkTls.rest(secrets) : Map.of());
            List<String> command = new ArrayList<>(FlinkSubmission.clientCommand(project, work, log, memory));
            command.addAll(List.of("run", "-t", "local", "-p", Integer.toString(parallelism), jar.toString()));
            command.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(FlinkSubmission.environment(project, work));
            Process process = builder.start();
            Thread stopChild = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stopChild);
            process.getOutputStream().close();
            FlinkRest flink = new FlinkRest((secure ? "https" : "http") + "://127.0.0.1:" + port);
            while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
                progress.show(flink);
            }
            progress.end();
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (process.exitValue() != 0) {
                throw new PlatformException("the backfill failed (exit code " + process.exitValue() + ")\n"
                        + FlinkSubmission.causes(Files.readString(output)) + "\n  its log is " + log);
            }
            Files.delete(log);
            Files.delete(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the backfill: " + e.getMessage(), e);
        } finally {
            PlatformHome.deleteTree(work);
        }
    }
}
