package dev.evenflow.platform.history;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Shows how far a long command is, on standard error: on a terminal one line that is rewritten, elsewhere a line every
 * few seconds. {@link #advance} is cheap enough for each record.
 */
public final class Progress {
    private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final long begin = System.nanoTime();
    private long shown = begin;
    private long done;
    private int width;

    /** @param what is counted, for example {@code rows imported} */
    public Progress(String what) {
        this(what, System.err, Boolean.getBoolean("evenflow.terminal"));
    }

    /** Counts, and shows nothing. */
    public static Progress silent() {
        return new Progress("", new PrintStream(OutputStream.nullOutputStream()), false);
    }

    Progress(String what, PrintStream out, boolean terminal) {
        this.what = what;
        this.out = out;
        this.terminal = terminal;
    }

    public void advance() {
        // the clock is read rarely: it costs as much as handling a record
        if ((++done & 0x3ff) == 0) {
            showIfDue(() -> "");
        }
    }

    /** Shows the line if it was not shown lately. */
    public void showIfDue(Supplier<String> detail) {
        long now = System.nanoTime();
        if (now - shown >= (terminal ? TERMINAL_NANOS : LINE_NANOS)) {
            shown = now;
            show(detail.get(), now);
        }
    }

    private void show(String detail, long now) {
        double seconds = (now - begin) / 1e9;
        String line = String.format(
                Locale.ROOT, "  %4.0f s  %,d %s  %,.0f/s  %s", seconds, done, what, done / seconds, detail);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** Ends the rewritten line. */
    public void end() {
        if (terminal && width > 0) {
            out.println();
            width = 0;
        }
    }

    public long done() {
        return done;
    }

    public double seconds() {
        return Math.max(1e-9, (System.nanoTime() - begin) / 1e9);
    }
}
