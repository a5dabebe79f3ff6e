package dev.evenflow.platform.flink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.process.Http;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessSpec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JobManager and TaskManager as Flink's own scripts would start them: the same entry points, with the memory flags that
 * Flink computes from its configuration.
 */
public final class FlinkProcesses {
    public static final String JOB_MANAGER = "jobmanager";
    public static final String TASK_MANAGER = "taskmanager";

    private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

    private FlinkProcesses() {}

    public static ProcessSpec jobManager(PlatformHome home, Project project, PlatformPorts ports) {
        MemoryFlags flags = memoryFlags(home, project, "GET_JM_RESOURCE_PARAMS");
        List<String> command = javaCommand(home, project, JOB_MANAGER, flags);
        command.addAll(List.of(
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                // not followed by --executionMode as in Flink's script: what comes after it is not read any more
                home.flinkConf().toString()));
        command.addAll(flags.dynamic());
        command.addAll(FlinkConfiguration.metricsAt(ports.jobManagerMetrics()));
        return spec(
                home,
                project,
                JOB_MANAGER,
                command,
                List.of(ports.flinkRest(), ports.flinkRpc(), ports.flinkBlob(), ports.jobManagerMetrics()));
    }

    /** @param id new for each start: under the name of one that died, the JobManager would take the two for the same */
    public static ProcessSpec taskManager(PlatformHome home, Project project, PlatformPorts ports, String id) {
        MemoryFlags flags = memoryFlags(home, project, "GET_TM_RESOURCE_PARAMS");
        List<String> command = javaCommand(home, project, TASK_MANAGER, flags);
        command.addAll(List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                home.flinkConf().toString()));
        command.addAll(flags.dynamic());
        command.addAll(FlinkConfiguration.metricsAt(ports.taskManagerMetrics()));
        command.addAll(FlinkConfiguration.registeredAs(id));
        return spec(home, project, TASK_MANAGER, command, List.of(ports.taskManagerData(), ports.taskManagerMetrics()));
    }

    public static Optional<String> jobManagerMissing(String flinkUrl) {
        return overview(flinkUrl).isPresent()
                ? Optional.empty()
                : Optional.of("no answer from " + flinkUrl + "/overview");
    }

    /** Ready when the JobManager counts its slots. */
    public static Optional<String> taskManagerMissing(String flinkUrl, int slots) {
        int registered = overview(flinkUrl)
                .map(overview -> overview.path("slots-total").asInt())
                .orElse(0);
        return registered >= slots
                ? Optional.empty()
                : Optional.of("the JobManager counts " + registered + " slots, expected " + slots);
    }

    /** The same of one that has just been started: for some seconds the JobManager still counts the slots of one that died. */
    public static Optional<String> taskManagerMissing(String flinkUrl, int slots, String id) {
        return answer(flinkUrl + "/taskmanagers", "taskmanagers").stream()
                        .flatMap(list -> list.path("taskmanagers").findValuesAsText("id").stream())
                        .anyMatch(id::equals)
                ? taskManagerMissing(flinkUrl, slots)
                : Optional.of("the JobManager does not know TaskManager " + id);
    }

    private static Optional<JsonNode> overview(String flinkUrl) {
        return answer(flinkUrl + "/overview", "slots-total");
    }

    private static Optional<JsonNode> answer(String url, String expected) {
        try {
            Http.Answer answer = Http.get(url);
            return answer.isOk() && answer.body().has(expected) ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> javaCommand(PlatformHome home, Project project, String name, MemoryFlags flags) {
        List<String> command = new ArrayList<>(flags.jvm());
        command.addAll(FlinkConfiguration.javaOptions(home.flinkConf()));
        command.addAll(List.of(
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlog.file=" + home.log(name),
                "-Dlog4j2.configurationFile=" + home.flinkConf().resolve("log4j2.properties"),
                "-cp",
                classPath(home, project)));
        return command;
    }

    private static String classPath(PlatformHome home, Project project) {
        String flink = project.flinkLib() + "/*";
        return Files.isDirectory(home.flinkLib()) ? flink + File.pathSeparator + home.flinkLib() + "/*" : flink;
    }

    private static ProcessSpec spec(
            PlatformHome home, Project project, String name, List<String> command, List<Integer> ports) {
        return new ProcessSpec(
                name,
                command,
                FlinkSubmission.environment(project, home.flinkConf()),
                home.data("flink"),
                home.log(name),
                home.output(name),
                ports);
    }

    /** What Flink's scripts ask before they start a JVM: JVM options, then arguments that fix every memory size. */
    private record MemoryFlags(List<String> jvm, List<String> dynamic) {}

    private static MemoryFlags memoryFlags(PlatformHome home, Project project, String question) {
        project.flinkLibrary(); // says what to do if it is not built
        try {
            List<String> command = new ArrayList<>(List.of(
                    ManagedProcess.java(),
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    project.flinkLib() + "/*",
                    "org.apache.flink.runtime.util.bash.BashJavaUtils",
                    question,
                    "--configDir",
                    home.flinkConf().toString()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(FlinkSubmission.environment(project, home.flinkConf()));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> results = output.lines()
                    .filter(line -> line.startsWith(RESULT))
                    .map(line -> line.substring(RESULT.length()).strip())
                    .toList();
            if (results.size() != 2) {
                throw new PlatformException("Flink cannot derive its memory from "
                        + home.flinkConf().resolve("config.yaml") + ":\n" + output);
            }
            return new MemoryFlags(
                    List.of(results.get(0).split("\\s+")),
                    List.of(results.get(1).split("\\s+")));
        } catch (IOException e) {
            throw new PlatformException("cannot ask Flink for its memory flags: " + e.getMessage(), e);
        }
    }
}
