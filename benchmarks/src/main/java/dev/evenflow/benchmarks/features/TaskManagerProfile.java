package dev.evenflow.benchmarks.features;

import dev.evenflow.benchmarks.CpuProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flight Recorder in the TaskManager while the measured part of a case runs. */
final class TaskManagerProfile implements Slope.Between, AutoCloseable {
    private final BenchPlatform platform;
    private final Path file;

    TaskManagerProfile(BenchPlatform platform, String name) {
        this.platform = platform;
        this.file = platform.home().root().resolveSibling("profile-" + name + ".jfr");
    }

    @Override
    public void begin() throws Exception {
        jcmd("JFR.start", "name=bench", "settings=profile");
    }

    @Override
    public void end() throws Exception {
        jcmd("JFR.stop", "name=bench", "filename=" + file);
    }

    void print(PrintStream out) throws IOException {
        CpuProfile.read(file).print(out);
        out.println("The recording is " + file);
    }

    @Override
    public void close() {}

    private void jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(platform.taskManager().pid())));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", all) + " failed: " + said);
        }
    }
}
