package dev.evenflow.quality.window;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What was seen of one partition since the last news. Times are milliseconds since 1970; {@link #NONE} where there was
 * nothing.
 *
 * @param nextOffset offset after the last record
 * @param records how many
 * @param lastLogTime the log's time of the last record
 * @param latestEventTime the latest of their event times
 * @param lookedAt when the log was found to hold no more than what was read
 * @param quiet whether that was after the last record
 * @param longestGapMs longest silence between two records, in the log's time
 * @param longestGapEnd when it ended
 * @param toldAt when the news were sent, by the reader's clock
 */
public record PartitionNews(
        int partition,
        long nextOffset,
        long records,
        long lastLogTime,
        long latestEventTime,
        long lookedAt,
        boolean quiet,
        long longestGapMs,
        long longestGapEnd,
        long toldAt) {
    public static final long NONE = Long.MIN_VALUE;
    private static final byte VERSION = 1;

    /** A version byte, then each component, big-endian. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(80);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(partition);
        out.writeLong(nextOffset);
        out.writeLong(records);
        out.writeLong(lastLogTime);
        out.writeLong(latestEventTime);
        out.writeLong(lookedAt);
        out.writeBoolean(quiet);
        out.writeLong(longestGapMs);
        out.writeLong(longestGapEnd);
        out.writeLong(toldAt);
    }

    static PartitionNews read(DataInputStream in) throws IOException {
        return new PartitionNews(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    /** @throws IllegalArgumentException if another version wrote it */
    public static PartitionNews fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "news of a partition have version " + version + ", expected " + VERSION);
            return read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("news of a partition are cut short: " + bytes.length + " bytes", e);
        }
    }

    /** This, and then those of the same partition. */
    PartitionNews then(PartitionNews later) {
        boolean longer = later.longestGapMs > longestGapMs;
        return new PartitionNews(
                partition,
                Math.max(nextOffset, later.nextOffset),
                records + later.records,
                Math.max(lastLogTime, later.lastLogTime),
                Math.max(latestEventTime, later.latestEventTime),
                Math.max(lookedAt, later.lookedAt),
                later.quiet,
                longer ? later.longestGapMs : longestGapMs,
                longer ? later.longestGapEnd : longestGapEnd,
                Math.max(toldAt, later.toldAt));
    }
}
