package dev.evenflow.archive.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that lie in a data file and wait for their commit.
 *
 * @param batch id of the batch, which the rows carry
 * @param dataFile the file, its partition and metrics, in Iceberg's own JSON
 * @param fileDigest SHA-256 of the file
 * @param root Merkle root over the rows' digests
 * @param leafPrefixes first 8 bytes of each leaf, one after the other
 * @param topics per row, where its first record came from; so are partitions and offsets
 * @param archived records that became part of the rows, per partition they came from
 */
public record WrittenBatch(
        String place,
        ArchiveTable table,
        String batch,
        String path,
        String dataFile,
        byte[] fileDigest,
        long fileLength,
        byte[] root,
        byte[] leafPrefixes,
        String[] topics,
        int[] partitions,
        long[] offsets,
        Map<SourcePartition, Long> archived) {
    /** Of the serialised form, which lies in checkpoints. A change of the form is a new version that reads the old ones. */
    static final int VERSION = 1;

    public int rows() {
        return offsets.length;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(dataFile.length() + leafPrefixes.length * 3 + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeUTF(place);
            out.writeUTF(table.table());
            out.writeUTF(batch);
            out.writeUTF(path);
            writeBytes(out, dataFile.getBytes(StandardCharsets.UTF_8));
            writeBytes(out, fileDigest);
            out.writeLong(fileLength);
            writeBytes(out, root);
            writeBytes(out, leafPrefixes);
            writeSources(out);
            out.writeInt(archived.size());
            for (Map.Entry<SourcePartition, Long> entry : new TreeMap<>(archived).entrySet()) {
                out.writeUTF(entry.getKey().topic());
                out.writeInt(entry.getKey().partition());
                out.writeLong(entry.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be written", e);
        }
        return bytes.toByteArray();
    }

    private void writeSources(DataOutputStream out) throws IOException {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (String topic : topics) {
            names.putIfAbsent(topic, names.size());
        }
        out.writeInt(names.size());
        for (String name : names.keySet()) {
            out.writeUTF(name);
        }
        out.writeInt(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            out.writeInt(names.getOrDefault(topics[i], 0));
            out.writeInt(partitions[i]);
            out.writeLong(offsets[i]);
        }
    }

    public static WrittenBatch fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new ArchiveStoreException("a batch of version " + version + " cannot be read; this program knows "
                        + VERSION + " (is it older than the one that wrote the state?)");
            }
            String place = in.readUTF();
            ArchiveTable table = ArchiveTable.named(in.readUTF());
            String batch = in.readUTF();
            String path = in.readUTF();
            String dataFile = new String(readBytes(in), StandardCharsets.UTF_8);
            byte[] fileDigest = readBytes(in);
            long fileLength = in.readLong();
            byte[] root = readBytes(in);
            byte[] leafPrefixes = readBytes(in);
            String[] names = new String[in.readInt()];
            for (int i = 0; i < names.length; i++) {
                names[i] = in.readUTF();
            }
            int rows = in.readInt();
            String[] topics = new String[rows];
            int[] partitions = new int[rows];
            long[] offsets = new long[rows];
            for (int i = 0; i < rows; i++) {
                topics[i] = names[in.readInt()];
                partitions[i] = in.readInt();
                offsets[i] = in.readLong();
            }
            Map<SourcePartition, Long> archived = new TreeMap<>();
            int entries = in.readInt();
            for (int i = 0; i < entries; i++) {
                archived.put(new SourcePartition(in.readUTF(), in.readInt()), in.readLong());
            }
            return new WrittenBatch(
                    place,
                    table,
                    batch,
                    path,
                    dataFile,
                    fileDigest,
                    fileLength,
                    root,
                    leafPrefixes,
                    topics,
                    partitions,
                    offsets,
                    archived);
        } catch (IOException e) {
            throw new ArchiveStoreException("a batch's serialised form is cut short: " + bytes.length + " bytes", e);
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
