package dev.evenflow.benchmarks.backfill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a command, from its start to its end, with all processes it starts.
 *
 * @param seconds by the clock on the wall
 * @param cpuSeconds user and system, of it and its descendants, as the kernel counted them when they ended; 10 ms exact
 * @param peakMegabytes sum of the processes' peaks of resident memory
 */
record ProcessRun(double seconds, double cpuSeconds, double peakMegabytes) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int CHILDREN_USER = 15;

    /** An {@link IllegalStateException} with the end of its output where the command fails. */
    static ProcessRun of(List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        double cpuBefore = childrenCpuSeconds();
        long begin = System.nanoTime();
        Process process = builder.start();
        Thread stopChild = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stopChild);
        process.getOutputStream().close();
        Map<Long, Long> peaks = new HashMap<>();
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
                all.forEach(one -> peaks.merge(one.pid(), peakKilobytes(one.pid()), Math::max));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Runtime.getRuntime().removeShutdownHook(stopChild);
        if (process.exitValue() != 0)
            throw new IllegalStateException("exit code " + process.exitValue() + " of " + String.join(" ", command)
                    + "\n" + end(Files.readString(output)));
        long peak = peaks.values().stream().mapToLong(Long::longValue).sum();
        return new ProcessRun(seconds, childrenCpuSeconds() - cpuBefore, peak / 1024.0);
    }

    private static String end(String output) {
        return output.substring(Math.max(0, output.length() - 4000));
    }

    /** What this process's children, and theirs, have used, counted when each ended. */
    private static double childrenCpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // the name of the command may hold anything, so fields are counted from behind it
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
        int user = CHILDREN_USER - 2;
        return (Long.parseLong(fields[user]) + Long.parseLong(fields[user + 1])) / TICKS_PER_SECOND;
    }

    private static long peakKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            // it has ended since it was listed
            return 0;
        }
    }
}
