package dev.evenflow.benchmarks.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * CPU time that a process has had, and what of it went into compiling Java code: each submitted job has a class loader of its own and is compiled anew, which a job that runs
 * for days pays once. The second is known on Linux only and 0 elsewhere.
 *
 * @param nanos all of it
 * @param compilerNanos of the JVM's compiler threads that are alive
 */
record CpuTimes(long nanos, long compilerNanos) {
    /** As the kernel cuts names after 15 characters. */
    private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

    /** Linux tells times in this unit, whatever its own clock. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Where user and system time are in a thread's record, counted behind the name in brackets. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    static CpuTimes of(List<ProcessHandle> processes) {
        long nanos = 0;
        long compilerNanos = 0;
        for (ProcessHandle process : processes) {
            nanos += process.info()
                    .totalCpuDuration()
                    .orElseThrow(() -> new IllegalStateException("process " + process.pid() + " is gone"))
                    .toNanos();
            compilerNanos += compilers(Path.of("/proc", Long.toString(process.pid()), "task"));
        }
        return new CpuTimes(nanos, compilerNanos);
    }

    private static long compilers(Path threads) {
        if (!Files.isDirectory(threads)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(threads)) {
            return all.mapToLong(CpuTimes::compiler).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** 0 for other threads, and for one that has just ended. */
    private static long compiler(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int end = stat.lastIndexOf(')');
            if (!COMPILERS.contains(stat.substring(stat.indexOf('(') + 1, end))) {
                return 0;
            }
            String[] fields = stat.substring(end + 2).split(" ", -1);
            return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * TICK_NANOS;
        } catch (IOException e) {
            return 0;
        }
    }
}
