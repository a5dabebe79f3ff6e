package dev.evenflow.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where a run spends its time: samples of running threads, of Flight Recorder or async-profiler, summed up in three ways. */
public final class CpuProfile {
    private static final String ROCKSDB = "org.rocksdb.";
    private static final String ZSTD = "com.github.luben.zstd.";
    /** What a sample is counted as: the first of a stack's frames, from the top, that begins like one of these. */
    private static final Map<String, List<String>> AREAS = new LinkedHashMap<>();

    static {
        AREAS.put("RocksDB", List.of(ROCKSDB, "rocksdb::", "Java_org_rocksdb_"));
        AREAS.put(
                "garbage collection",
                List.of("G1", "GCTaskThread", "GangWorker", "ConcurrentGCThread", "ConcurrentMark"));
        AREAS.put("just-in-time compilation", List.of("CompileBroker", "C2Compiler", "Compiler::", "Compile::"));
        AREAS.put("SQLite", List.of("org.sqlite."));
        AREAS.put("zstd", List.of(ZSTD, "io.airlift."));
        AREAS.put("ciphers and MACs", List.of("com.sun.crypto.", "javax.crypto."));
        AREAS.put("SHA-256", List.of("sun.security.provider.", "java.security."));
        AREAS.put("Parquet", List.of("org.apache.iceberg.shaded.org.apache.parquet.", "org.apache.parquet."));
        AREAS.put("lz4", List.of("net.jpountz.", "org.apache.kafka.common.compress."));
        AREAS.put("Kafka", List.of("org.apache.kafka.", "org.apache.flink.connector.kafka."));
        AREAS.put("CEL", List.of("dev.cel."));
        AREAS.put("Iceberg", List.of("org.apache.iceberg."));
        AREAS.put("Avro", List.of("org.apache.avro."));
        AREAS.put("Flink", List.of("org.apache.flink."));
        AREAS.put("Evenflow", List.of("dev.evenflow."));
    }

    private static final int SHOWN = 15;

    private final Map<String, Integer> areas = new TreeMap<>();
    private final Map<String, Integer> top = new TreeMap<>();
    private final Map<String, Integer> ours = new TreeMap<>();
    private int samples;

    /** Something to be profiled. */
    interface Action {
        void run() throws Exception;
    }

    static CpuProfile of(Path file, Action action) throws Exception {
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.ExecutionSample")
                    .withPeriod(Duration.ofMillis(10))
                    .withStackTrace();
            recording
                    .enable("jdk.NativeMethodSample")
                    .withPeriod(Duration.ofMillis(10))
                    .withStackTrace();
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        return read(file);
    }

    private static CpuProfile read(Path file) throws IOException {
        CpuProfile profile = new CpuProfile();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) profile.add(events.readEvent());
        }
        return profile;
    }

    /**
     * Of what async-profiler wrote in its collapsed form: frames from the bottom, separated by semicolons, a space, and the number of samples. It sees
     * native code and the JVM's own threads, too.
     */
    public static CpuProfile readCollapsed(Path file) throws IOException {
        CpuProfile profile = new CpuProfile();
        for (String line : Files.readAllLines(file)) {
            int space = line.lastIndexOf(' ');
            if (space < 0) continue;
            List<String> frames = new ArrayList<>();
            for (String frame : line.substring(0, space).split(";", -1)) frames.add(frame.replace('/', '.'));
            Collections.reverse(frames);
            profile.add(frames, Integer.parseInt(line.substring(space + 1)));
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        RecordedStackTrace trace = event.getStackTrace();
        if (trace == null || trace.getFrames().isEmpty()) return;
        List<String> frames = trace.getFrames().stream().map(CpuProfile::name).toList();
        String leaf = frames.get(0);
        boolean inNative = event.getEventType().getName().equals("jdk.NativeMethodSample");
        // threads that wait in the kernel are native, too
        if (inNative && !leaf.startsWith(ROCKSDB) && !leaf.startsWith(ZSTD)) return;
        add(frames, 1);
    }

    /** @param frames from the top */
    private void add(List<String> frames, int weight) {
        samples += weight;
        count(top, frames.get(0), weight);
        count(areas, area(frames), weight);
        frames.stream()
                .filter(frame -> frame.startsWith("dev.evenflow.") && !frame.startsWith("dev.evenflow.benchmarks."))
                .findFirst()
                .ifPresent(frame -> count(ours, frame, weight));
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String area(List<String> frames) {
        for (String frame : frames)
            for (Map.Entry<String, List<String>> area : AREAS.entrySet())
                if (area.getValue().stream().anyMatch(frame::startsWith)) return area.getKey();
        return "JVM and others";
    }

    private static void count(Map<String, Integer> counts, String name, int weight) {
        counts.merge(name, weight, Integer::sum);
    }

    public void print(PrintStream out) throws IOException {
        out.printf(Locale.ROOT, "%nProfile, %,d samples of running threads, in percent%n", samples);
        print(out, "by library (nearest frame)", areas);
        print(out, "by our method (nearest frame of ours, and what it calls)", ours);
        print(out, "by method (top frame)", top);
    }

    private void print(PrintStream out, String title, Map<String, Integer> counts) {
        out.println("  " + title);
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "    %5.1f  %s%n",
                        100.0 * entry.getValue() / samples,
                        entry.getKey().replace("org.apache.iceberg.shaded.org.apache.parquet", "parquet")));
    }
}
