package dev.evenflow.archive.ledger;

/**
 * Rows that a commit added, in one data file.
 *
 * @param batch id, as the rows carry it
 * @param path data file it was first written to
 * @param root Merkle root over the rows' digests
 * @param leafPrefixes first 8 bytes of each leaf, one after the other
 * @param topics per row, where its first record came from; so are partitions and offsets
 */
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
        long[] offsets) {}
