package dev.evenflow.platform.upgrade;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.Deployment;
import dev.evenflow.platform.flink.FlinkConfiguration;
import dev.evenflow.platform.flink.FlinkSubmission;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks the new version's own jar, in a JVM of its own, whether it can go on from what the running one saved. */
final class VersionCheck {
    private static final int REFUSED = 3;
    private static final String MAIN = "dev.evenflow.flink.upgrade.CheckUpgrade";
    private static final String CUT = "dev.evenflow.fraud.ReadCut";

    private VersionCheck() {}

    /** Says what is in order; what is not is an error with all reasons. */
    static void run(
            PlatformHome home,
            Project project,
            Deployment before,
            Deployment next,
            String savepoint,
            Consumer<String> say) {
        List<String> lines = new ArrayList<>();
        int exit = run(command(home, project, before, next, savepoint), home, project, lines);
        List<String> refused = new ArrayList<>();
        boolean refusing = false;
        for (String line : lines) {
            if (line.startsWith("ok ")) say.accept("  " + line);
            refusing = line.startsWith("refused ") || refusing && line.startsWith("  ");
            if (refusing) refused.add("  " + line.replaceFirst("^refused ", ""));
        }
        if (exit == REFUSED)
            throw new PlatformException("the upgrade is refused, nothing was stopped:\n" + String.join("\n", refused));
        if (exit != 0)
            throw new PlatformException("the check of the new version failed (exit code " + exit
                    + "), nothing was stopped:\n" + FlinkSubmission.causes(String.join("\n", lines)));
    }

    /** Where a job had read and settled when it stopped, as its jar reads it in the savepoint. */
    static String cut(PlatformHome home, Project project, Deployment job, String savepoint) {
        List<String> command = java(home, project, job, CUT);
        command.add(savepoint);
        command.addAll(job.arguments());
        List<String> lines = new ArrayList<>();
        int exit = run(command, home, project, lines);
        for (String line : lines) if (exit == 0 && line.startsWith("cut ")) return line.substring("cut ".length());
        throw new PlatformException("cannot read where the job stopped in " + savepoint + " (exit code " + exit + "):\n"
                + FlinkSubmission.causes(String.join("\n", lines)));
    }

    private static List<String> java(PlatformHome home, Project project, Deployment job, String main) {
        project.flinkLibrary(); // says what to do if it is not built
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java(), "-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(FlinkConfiguration.javaOptions(home.flinkConf()));
        command.addAll(List.of(
                "-Dlog.file=" + home.log("check"),
                "-Dlog4j2.configurationFile=" + home.flinkConf().resolve("log4j2-cli.properties"),
                "-cp",
                job.jar() + File.pathSeparator + project.flinkLib() + "/*",
                main));
        return command;
    }

    private static List<String> command(
            PlatformHome home, Project project, Deployment before, Deployment next, String savepoint) {
        List<String> command = java(home, project, next, MAIN);
        command.addAll(List.of(
                "--jar",
                next.jar(),
                "--before",
                before.jar(),
                "--savepoint",
                savepoint,
                "--parallelism",
                Integer.toString(next.parallelism()),
                "--"));
        command.addAll(next.arguments());
        return command;
    }

    private static int run(List<String> command, PlatformHome home, Project project, List<String> lines) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(FlinkSubmission.environment(project, home.flinkConf()));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            output.lines().forEach(lines::add);
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the check of the new version: " + e.getMessage(), e);
        }
    }
}
