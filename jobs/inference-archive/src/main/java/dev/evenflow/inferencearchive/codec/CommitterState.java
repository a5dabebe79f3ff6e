package dev.evenflow.inferencearchive.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the committer knows besides what waits.
 *
 * @param assigned the last commit number given out
 * @param published sequence of the last entry of the chain that others were told of
 * @param positions where the ledger stands, per partition, after the last commit that no longer waits
 */
public record CommitterState(long assigned, long published, List<Position> positions) {
    private static final byte VERSION = 1;

    public static final CommitterState NONE = new CommitterState(0, 0, List.of());

    /**
     * Where the ledger of a partition stands.
     *
     * @param to first offset not covered
     * @param pending records that wait for their partner
     */
    public record Position(String topic, int partition, long to, long pending) {}

    public CommitterState {
        positions = List.copyOf(positions);
    }

    /** A version byte, both numbers, then each position; as {@link DataOutputStream} writes them. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(assigned);
            out.writeLong(published);
            out.writeInt(positions.size());
            for (Position position : positions) {
                out.writeUTF(position.topic);
                out.writeInt(position.partition);
                out.writeLong(position.to);
                out.writeLong(position.pending);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if another version wrote it */
    public static CommitterState fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException("state of the committer has version " + version + ", expected "
                        + VERSION + ": it is of another version of the job");
            long assigned = in.readLong();
            long published = in.readLong();
            List<Position> positions = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--)
                positions.add(new Position(in.readUTF(), in.readInt(), in.readLong(), in.readLong()));
            return new CommitterState(assigned, published, positions);
        } catch (IOException e) {
            throw new IllegalArgumentException("state of the committer is cut short: " + bytes.length + " bytes", e);
        }
    }
}
