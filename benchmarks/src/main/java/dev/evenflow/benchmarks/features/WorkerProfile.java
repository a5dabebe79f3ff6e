package dev.evenflow.benchmarks.features;

import dev.evenflow.benchmarks.CpuProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipFile;

/**
 * async-profiler, which Flink's web page uses too, in the TaskManager while the measured part of a case runs: all threads that run, RocksDB's own and the
 * JVM's included. On a system that the profiler has no library for it is an {@link IOException}.
 */
final class WorkerProfile implements Slope.Between {
    private static final String EVERY = "start,event=itimer,interval=1ms";

    private final BenchPlatform platform;
    private final Path library;
    private final Path stacks;
    private final Path flames;

    WorkerProfile(BenchPlatform platform, String name) throws IOException {
        this.platform = platform;
        Path directory = platform.home().root();
        this.library = library(platform, directory.resolve("libasyncProfiler.so"));
        this.stacks = directory.resolve("profile-" + name + ".txt");
        this.flames = directory.resolve("profile-" + name + ".html");
    }

    private static Path library(BenchPlatform platform, Path to) throws IOException {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String inside = "linux-" + (arch.equals("aarch64") ? "arm64" : "x64") + "/libasyncProfiler.so";
        Path jar = platform.project().flinkLibrary().stream()
                .filter(each -> each.toString().contains("async-profiler"))
                .findFirst()
                .orElseThrow(() -> new IOException("async-profiler is not in Flink's library"));
        try (ZipFile zip = new ZipFile(jar.toFile());
                InputStream in = zip.getInputStream(
                        Objects.requireNonNull(zip.getEntry(inside), () -> jar + " has no " + inside))) {
            Files.write(to, in.readAllBytes());
        }
        return to;
    }

    @Override
    public void begin() throws Exception {
        agent(EVERY);
    }

    @Override
    public void end() throws Exception {
        agent("dump,flamegraph,file=" + flames);
        agent("stop,collapsed,file=" + stacks);
    }

    void print(PrintStream out) throws IOException {
        CpuProfile.readCollapsed(stacks).print(out);
        out.println("Flame graph: " + flames + ", stacks: " + stacks);
    }

    private void agent(String command) throws IOException, InterruptedException {
        List<String> all = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(platform.taskManager().pid()),
                "JVMTI.agent_load",
                library.toString(),
                "\"" + command + "\"");
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !said.contains("return code: 0")) {
            throw new IOException(String.join(" ", all) + " failed: " + said);
        }
    }
}
