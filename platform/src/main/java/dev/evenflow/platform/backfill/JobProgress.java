package dev.evenflow.platform.backfill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.FlinkRest.Vertex;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Shows how far a bounded job is: on a terminal one line that is rewritten, elsewhere a line every few seconds.
 * Not thread-safe.
 */
public final class JobProgress {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final long begin = System.nanoTime();
    private long lastLine;
    private long recordsRead;
    private int width;

    public JobProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Asks Flink and shows the answer; silent while Flink does not answer yet or any more. */
    void show(FlinkRest flink) {
        try {
            flink.jobs().stream().findFirst().ifPresent(job -> show(job.state(), flink.vertices(job.id())));
        } catch (PlatformException e) {
            // the embedded cluster starts after us and ends before us
        }
    }

    void show(String state, List<Vertex> vertices) {
        long now = System.nanoTime();
        recordsRead = Math.max(
                recordsRead,
                vertices.stream()
                        .filter(vertex -> vertex.name().startsWith("Source: "))
                        .mapToLong(vertex -> Math.max(vertex.recordsIn(), vertex.recordsOut()))
                        .sum());
        if (!terminal && now - lastLine < LINE_EVERY_NANOS) {
            return;
        }
        lastLine = now;
        String running = vertices.stream()
                .filter(vertex -> vertex.state().equals("RUNNING"))
                .reduce((first, second) -> second)
                .map(vertex -> String.format(
                        Locale.ROOT,
                        "%s %,d in %,d out",
                        shortened(vertex.name()),
                        vertex.recordsIn(),
                        vertex.recordsOut()))
                .orElse(state.toLowerCase(Locale.ROOT));
        print(String.format(Locale.ROOT, "  %4.0f s  %,d records read  %s", (now - begin) / 1e9, recordsRead, running));
    }

    /** Ends the rewritten line. */
    void end() {
        if (terminal && width > 0) {
            out.println();
        }
    }

    long recordsRead() {
        return recordsRead;
    }

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void print(String line) {
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    private static String shortened(String name) {
        String first = name.split(" -> ", 2)[0];
        return first.length() > 40 ? first.substring(0, 40) : first;
    }
}
