package dev.evenflow.platform.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.history.Delivery.Form;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Counts of what was sent, by topic and form, for a checker to compare with what a job did. Not thread-safe. */
public final class Published {
    private final long[][] counts = new long[HistoryEvent.Flow.values().length][Form.values().length];
    private long bytes;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;
    private long largestDelay;

    void add(Delivery delivery, int valueBytes) {
        counts[delivery.event().flow().ordinal()][delivery.form().ordinal()]++;
        bytes += valueBytes;
        if (!delivery.form().isGarbage()) {
            long time = delivery.event().timeMillis();
            firstTime = Math.min(firstTime, time);
            lastTime = Math.max(lastTime, time);
            largestDelay = Math.max(largestDelay, lastTime - time);
        }
    }

    public long count(HistoryEvent.Flow flow, Form form) {
        return counts[flow.ordinal()][form.ordinal()];
    }

    public long garbage() {
        long garbage = 0;
        for (Form form : Form.values()) {
            garbage += form.isGarbage() ? count(HistoryEvent.Flow.TRANSACTIONS, form) : 0;
        }
        return garbage;
    }

    public long total() {
        long total = 0;
        for (long[] flow : counts) {
            for (long count : flow) {
                total += count;
            }
        }
        return total;
    }

    /** Latest event time sent, epoch milliseconds; meaningless before the first. */
    public long lastTime() {
        return lastTime;
    }

    public void print(PrintStream out, double seconds) {
        out.printf(
                Locale.ROOT,
                "Sent %,d records, %.1f MB, in %.1f s (%,.0f records/s)%n",
                total(),
                bytes / 1e6,
                seconds,
                total() / seconds);
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            out.printf(
                    Locale.ROOT,
                    "  %-14s %,d, and %,d of them again%n",
                    flow.topic(),
                    count(flow, Form.ORIGINAL),
                    count(flow, Form.DUPLICATE));
        }
        if (garbage() > 0) {
            out.printf(Locale.ROOT, "  garbage        %,d on %s:%n", garbage(), HistoryEvent.Flow.TRANSACTIONS.topic());
            for (Form form : Form.values()) {
                if (form.isGarbage()) {
                    out.printf(
                            Locale.ROOT, "    %-18s %,d%n", form.text(), count(HistoryEvent.Flow.TRANSACTIONS, form));
                }
            }
        }
        if (lastTime > Long.MIN_VALUE) {
            out.printf(
                    Locale.ROOT,
                    "  event time     %s to %s, out of order by up to %s%n",
                    Instant.ofEpochMilli(firstTime),
                    Instant.ofEpochMilli(lastTime),
                    Duration.ofMillis(largestDelay).toString().substring(2).toLowerCase(Locale.ROOT));
        }
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            ObjectNode topic = json.putObject(flow.topic());
            for (Form form : Form.values()) {
                topic.put(form.name().toLowerCase(Locale.ROOT), count(flow, form));
            }
        }
        json.put("records", total());
        json.put("garbage", garbage());
        json.put("bytes", bytes);
        if (lastTime > Long.MIN_VALUE) {
            json.put("first_event_time", Instant.ofEpochMilli(firstTime).toString());
            json.put("last_event_time", Instant.ofEpochMilli(lastTime).toString());
            json.put("largest_disorder_ms", largestDelay);
        }
        return json;
    }
}
