package dev.evenflow.fraud.function;

import java.util.Arrays;
import java.util.BitSet;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Headers of the keys that came last, encoded, on the heap, bounded in bytes. Changed ones are written behind: when they
 * have to go, when too many are unwritten, and all of them before a checkpoint. Not thread-safe.
 */
final class HotHeaders implements BeforeCheckpoint.Work {
    /** Where headers are written. */
    interface Behind {
        void write(byte[] key, byte[] bytes, int from, int length) throws Exception;
    }

    private final int mostUnwritten;
    private final Behind behind;
    private final Counter hits;
    private final Counter misses;
    private final Counter written;
    private final HeaderRing ring;
    /** Slots whose header is newer than what was written. */
    private final BitSet unwritten = new BitSet();
    /** Slots in {@link #queue}. */
    private final BitSet queued = new BitSet();
    /** Slots in the order in which they became unwritten; those that have been written or removed meanwhile are skipped. */
    private final SlotQueue queue = new SlotQueue();

    /** Of the key that was looked for last. */
    private int found = HeaderRing.NONE;

    HotHeaders(long mostBytes, int segmentBits, int mostUnwritten, Behind behind, MetricGroup metrics) {
        this.ring = new HeaderRing(mostBytes, segmentBits, this::write);
        this.mostUnwritten = mostUnwritten;
        this.behind = behind;
        this.hits = metrics.counter("features_hot_hits_total");
        this.misses = metrics.counter("features_hot_misses_total");
        this.written = metrics.counter("features_hot_written_total");
        metrics.gauge("features_hot_bytes", ring::bytes);
        metrics.gauge("features_hot_unwritten", queue::size);
    }

    /** Whether it has the key's header: then that is {@link #bytes} and so on, for reading until anything else is called here. */
    boolean find(byte[] key, int keyLength) {
        found = ring.find(key, keyLength);
        boolean hit = found != HeaderRing.NONE;
        (hit ? hits : misses).inc();
        return hit;
    }

    byte[] bytes() {
        return ring.bytes(found);
    }

    int offset() {
        return ring.offset(found);
    }

    int length() {
        return ring.length(found);
    }

    /** Keeps a copy of the first bytes of an array as the header of the key that {@link #find} was last called with. */
    void put(byte[] key, int keyLength, byte[] from, int length) throws Exception {
        int slot = found;
        if (!ring.fits(keyLength, length)) {
            if (slot != HeaderRing.NONE) forget(slot);
            found = HeaderRing.NONE;
            behind.write(Arrays.copyOf(key, keyLength), from, 0, length);
            written.inc();
            return;
        }
        slot = ring.put(key, keyLength, slot, from, length);
        found = slot;
        unwritten.set(slot);
        if (queued.get(slot)) return;
        queued.set(slot);
        queue.add(slot);
        if (queue.size() > mostUnwritten) writeOldest();
    }

    private void writeOldest() throws Exception {
        int slot = queue.first();
        write(slot);
        queue.removeFirst();
        queued.clear(slot);
    }

    private void write(int slot) throws Exception {
        if (!unwritten.get(slot)) return;
        behind.write(ring.key(slot), ring.bytes(slot), ring.offset(slot), ring.length(slot));
        unwritten.clear(slot);
        written.inc();
    }

    /** Forgets the key's header, written or not. */
    void remove(byte[] key, int keyLength) {
        int slot = ring.find(key, keyLength);
        if (slot != HeaderRing.NONE) forget(slot);
        found = HeaderRing.NONE;
    }

    private void forget(int slot) {
        unwritten.clear(slot);
        ring.remove(slot);
    }

    @Override
    public void step(int stepsLeft) throws Exception {
        for (int n = (queue.size() + stepsLeft - 1) / stepsLeft; n > 0; n--) writeOldest();
    }

    /** Writes every header that has not been written. */
    void writeAll() throws Exception {
        while (queue.size() > 0) writeOldest();
    }
}
