package dev.evenflow.features.kernel;

import dev.evenflow.features.kernel.EntityState.PendingLabel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Labels known after the last event, by {@code (known at, event, flags)}. Most events come before the next label is due: until one is, or another is added, they stay
 * the bytes that they were read from, and are written as those.
 */
final class PendingLabels {
    private static final byte[] NOTHING = {};

    /** Those that are no bytes any more. */
    private final List<PendingLabel> labels = new ArrayList<>(0);

    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    /** How many are bytes: all or none. */
    private int encoded;
    /** When the first of those became known. */
    private long firstKnownAt;

    boolean isEmpty() {
        return encoded == 0 && labels.isEmpty();
    }

    /** Whether one became known by that time. */
    boolean isDue(long time) {
        return encoded > 0
                ? firstKnownAt <= time
                : !labels.isEmpty() && labels.get(0).knownAt() <= time;
    }

    void clear() {
        labels.clear();
        encoded = 0;
    }

    /** All of them, to be changed. */
    List<PendingLabel> all() {
        if (encoded > 0) {
            ByteSource in = new ByteSource();
            in.over(bytes, from);
            for (int i = 0; i < encoded; i++) labels.add(read(in));
            encoded = 0;
        }
        return labels;
    }

    /** Adds one, unless the same is there already. */
    void add(PendingLabel label) {
        List<PendingLabel> all = all();
        int at = Collections.binarySearch(all, label);
        if (at < 0) all.add(-at - 1, label);
    }

    /** Refers to the bytes for as long as the state is used. */
    void readAll(ByteSource in) {
        clear();
        encoded = in.size();
        bytes = in.bytes;
        from = in.at;
        for (int i = 0; i < encoded; i++) {
            long knownAt = in.signed();
            if (i == 0) firstKnownAt = knownAt;
            in.unsigned();
            int length = in.size();
            in.at += length;
            in.unsigned();
        }
        to = in.at;
    }

    void writeAll(ByteSink out) {
        if (encoded > 0) {
            out.unsigned(encoded);
            out.raw(bytes, from, to - from);
        } else {
            write(labels, out);
        }
    }

    static void write(List<PendingLabel> labels, ByteSink out) {
        out.unsigned(labels.size());
        for (PendingLabel label : labels) {
            out.signed(label.knownAt());
            out.signed(label.eventTime());
            out.text(label.eventId());
            out.unsigned(label.flags());
        }
    }

    static PendingLabel read(ByteSource in) {
        long knownAt = in.signed();
        long eventTime = in.signed();
        String id = in.text();
        return new PendingLabel(knownAt, eventTime, id, in.size());
    }
}
