package dev.evenflow.fraud.function;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Headers of the keys that came last, encoded, on the heap, bounded in bytes. Changed ones are written behind: when they
 * have to go, when too many are unwritten, and all of them before a checkpoint. Not thread-safe.
 */
final class HotHeaders implements BeforeCheckpoint.Work {
    /** What a header takes besides its key's characters and its bytes: entry, string, list, queue. */
    private static final int OVERHEAD = 200;

    private static final byte[] NOTHING = {};

    /** Where headers are written. */
    interface Behind {
        void write(String key, byte[] bytes, int length) throws Exception;
    }

    /** One key's header. */
    static final class Header {
        private final String key;
        byte[] bytes = NOTHING;
        int length;
        /** Whether it is newer than what was written. */
        private boolean unwritten;
        /** Whether {@link #unwritten} has it. */
        private boolean queued;

        Header(String key) {
            this.key = key;
        }

        private int size() {
            return OVERHEAD + key.length() + bytes.length;
        }
    }

    private final long mostBytes;
    private final int mostUnwritten;
    private final Behind behind;
    private final Counter hits;
    private final Counter misses;
    private final Counter written;
    /** The one that was used longest ago first. */
    private final LinkedHashMap<String, Header> headers = new LinkedHashMap<>(16, 0.75f, true);
    /** The one that changed longest ago first; those that have been written or removed meanwhile are skipped. */
    private final ArrayDeque<Header> unwritten = new ArrayDeque<>();

    private long bytes;
    /** How many of the first unwritten ones are still to be written before the next checkpoint. */
    private int due;

    HotHeaders(long mostBytes, int mostUnwritten, Behind behind, MetricGroup metrics) {
        this.mostBytes = mostBytes;
        this.mostUnwritten = mostUnwritten;
        this.behind = behind;
        this.hits = metrics.counter("features_hot_hits_total");
        this.misses = metrics.counter("features_hot_misses_total");
        this.written = metrics.counter("features_hot_written_total");
        metrics.gauge("features_hot_bytes", () -> bytes);
        metrics.gauge("features_hot_unwritten", unwritten::size);
    }

    /** The key's header, for reading until anything else is called here. */
    @Nullable
    Header find(String key) {
        Header found = headers.get(key);
        if (found == null) misses.inc();
        else hits.inc();
        return found;
    }

    /** Keeps a copy of the first bytes of an array as the key's header. */
    void put(String key, byte[] from, int length) throws Exception {
        Header header = headers.computeIfAbsent(key, Header::new);
        if (header.bytes.length < length || header.bytes.length > 2 * length + 64) {
            if (header.length > 0) bytes -= header.size();
            header.bytes = new byte[length + length / 8];
            bytes += header.size();
        }
        System.arraycopy(from, 0, header.bytes, 0, length);
        header.length = length;
        header.unwritten = true;
        if (!header.queued) {
            header.queued = true;
            unwritten.add(header);
            if (unwritten.size() > mostUnwritten) writeOldest();
        }
        while (bytes > mostBytes) evict();
    }

    private void evict() throws Exception {
        var oldest = headers.values().iterator();
        Header header = oldest.next();
        write(header);
        oldest.remove();
        bytes -= header.size();
    }

    private void writeOldest() throws Exception {
        write(unwritten.element());
        unwritten.remove().queued = false;
        due--;
    }

    private void write(Header header) throws Exception {
        if (!header.unwritten) return;
        behind.write(header.key, header.bytes, header.length);
        header.unwritten = false;
        written.inc();
    }

    /** Forgets the key's header, written or not. */
    void remove(String key) {
        Header header = headers.remove(key);
        if (header == null) return;
        header.unwritten = false;
        bytes -= header.size();
    }

    @Override
    public void begin() {
        due = unwritten.size();
    }

    @Override
    public void step(int stepsLeft) throws Exception {
        for (int n = (Math.max(0, due) + stepsLeft - 1) / stepsLeft; n > 0; n--) writeOldest();
    }

    /** Writes every header that has not been written. */
    void writeAll() throws Exception {
        while (!unwritten.isEmpty()) writeOldest();
    }
}
