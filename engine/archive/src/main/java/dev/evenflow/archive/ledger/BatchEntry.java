package dev.evenflow.archive.ledger;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as they were added, in one data file. What proves them does not depend on the file, so that it may be compacted away.
 *
 * @param batch id, as the rows carry it
 * @param path data file that they were first written to
 * @param fileDigest SHA-256 of the file
 * @param root Merkle root over the rows' digests, in the order of the rows' place in the batch
 * @param leafPrefixes first 8 bytes of each leaf, one after the other: they tell which row was altered
 * @param topics for each row, where its first record came from: names a row that is missing; so do partitions and offsets
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; the canonical bytes are
public record BatchEntry(
        String place,
        String table,
        String batch,
        String path,
        byte[] fileDigest,
        long fileLength,
        long rows,
        byte[] root,
        byte[] leafPrefixes,
        String[] topics,
        int[] partitions,
        long[] offsets) {
    /** Of a leaf. */
    public static final int PREFIX = 8;

    private static final int SOURCE = 16;

    /** @throws IllegalArgumentException if the arrays do not have one element for each row */
    public BatchEntry {
        if (rows != offsets.length
                || topics.length != offsets.length
                || partitions.length != offsets.length
                || leafPrefixes.length != PREFIX * offsets.length)
            throw new IllegalArgumentException("batch " + batch + ": found " + topics.length + " topics, "
                    + partitions.length + " partitions, " + offsets.length + " offsets and " + leafPrefixes.length
                    + " bytes of leaves, expected those of " + rows + " rows");
    }

    /** Whether a leaf is the one that was committed for the row, as far as its first bytes tell. */
    public boolean hasLeaf(int row, byte[] leaf) {
        return ByteBuffer.wrap(leafPrefixes).getLong(row * PREFIX)
                == ByteBuffer.wrap(leaf).getLong(0);
    }

    /** As {@code row 3 of batch b (from inference-requests-0 at offset 17)}. */
    public String describe(int row) {
        return "row " + row + " of batch " + batch + " (from " + topics[row] + "-" + partitions[row] + " at offset "
                + offsets[row] + ")";
    }

    /** The topics, each once, in the order of their first row. */
    public List<String> topicNames() {
        return List.copyOf(indexOfTopics().keySet());
    }

    /** Per row 16 bytes, big-endian: place of its topic in {@link #topicNames} (4), partition (4), offset (8). */
    public byte[] sources() {
        Map<String, Integer> index = indexOfTopics();
        ByteBuffer sources = ByteBuffer.allocate(SOURCE * offsets.length);
        for (int row = 0; row < offsets.length; row++)
            sources.putInt(index.getOrDefault(topics[row], -1))
                    .putInt(partitions[row])
                    .putLong(offsets[row]);
        return sources.array();
    }

    private Map<String, Integer> indexOfTopics() {
        Map<String, Integer> index = new LinkedHashMap<>();
        for (String topic : topics) index.putIfAbsent(topic, index.size());
        return index;
    }
}
