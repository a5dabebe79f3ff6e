package dev.evenflow.quality.window;

import static dev.evenflow.quality.window.PartitionNews.NONE;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.TreeMap;

/**
 * How far each partition of a dataset is, and hence which windows can get no more records.
 *
 * <p>Each partition counts by itself: one that has records to come holds windows open, one whose log was read to its end does
 * not. So a silent partition, or a reader that has none, neither stops time nor makes the others' records late, and a partition
 * that is slow to be read is waited for. Times are milliseconds since 1970.
 */
public final class PartitionBook {
    private static final byte VERSION = 1;

    private final TreeMap<Integer, PartitionNews> partitions = new TreeMap<>();

    /** Enters news; those of a partition that is read again after a failure change nothing that was known. */
    public void enter(PartitionNews news) {
        partitions.merge(news.partition(), news, PartitionNews::then);
    }

    public Collection<PartitionNews> partitions() {
        return partitions.values();
    }

    /**
     * The event time up to which all is there, as far as records came in order: of the partition that is furthest behind.
     * In a quiet one event time goes on as the log's time does, so that it stays as far behind as it was; one without records
     * says nothing.
     *
     * @param replayed whether event times are not of now: then the silence of a partition says that all of it is there
     * @return {@link Long#MIN_VALUE} before anything is known, {@link Long#MAX_VALUE} where all is there
     */
    public long frontier(boolean replayed) {
        long frontier = Long.MAX_VALUE;
        boolean any = false;
        for (PartitionNews each : partitions.values()) {
            if (each.latestEventTime() == NONE) continue;
            any = true;
            if (!each.quiet()) frontier = Math.min(frontier, each.latestEventTime());
            else if (!replayed)
                frontier =
                        Math.min(frontier, each.latestEventTime() + Math.max(0, each.lookedAt() - each.lastLogTime()));
        }
        return any ? frontier : Long.MIN_VALUE;
    }

    /** The latest event time of any partition; {@link PartitionNews#NONE} if there is none. */
    public long latestEventTime() {
        long latest = NONE;
        for (PartitionNews each : partitions.values()) latest = Math.max(latest, each.latestEventTime());
        return latest;
    }

    /** Forgets the longest gaps, when they were told. */
    public void beginGaps() {
        partitions.replaceAll((number, each) -> new PartitionNews(
                number,
                each.nextOffset(),
                each.records(),
                each.lastLogTime(),
                each.latestEventTime(),
                each.lookedAt(),
                each.quiet(),
                0,
                NONE,
                each.toldAt()));
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 + 72 * partitions.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(partitions.size());
            for (PartitionNews each : partitions.values()) each.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if another version wrote it */
    public static PartitionBook fromBytes(byte[] bytes) {
        PartitionBook book = new PartitionBook();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "the book of partitions has version " + version + ", expected " + VERSION);
            for (int n = in.readInt(); n > 0; n--) book.enter(PartitionNews.read(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("the book of partitions is cut short: " + bytes.length + " bytes", e);
        }
        return book;
    }
}
