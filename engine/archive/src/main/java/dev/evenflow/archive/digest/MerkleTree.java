package dev.evenflow.archive.digest;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 (section 2.1) over leaves in their order, in memory of the tree's height. Not safe for several threads.
 *
 * <p>Leaf: SHA-256 of 00 and the row's digest. Node: SHA-256 of 01, left and right, split at the largest power of two below the number of leaves. The root
 * over no leaf is SHA-256 of nothing.
 */
public final class MerkleTree {
    private final MessageDigest digest = Digests.sha256();

    /** Roots of full subtrees, the largest first: one for each bit of the size. */
    private final List<byte[]> peaks = new ArrayList<>();

    private long size;

    /** Returns the leaf, 32 bytes. */
    public byte[] append(byte[] rowDigest) {
        digest.update((byte) 0);
        byte[] leaf = digest.digest(rowDigest);
        byte[] subtree = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) subtree = node(peaks.remove(peaks.size() - 1), subtree);
        peaks.add(subtree);
        size++;
        return leaf;
    }

    public long size() {
        return size;
    }

    /** The root over what was appended so far. */
    public byte[] root() {
        if (peaks.isEmpty()) return digest.digest();
        byte[] root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) root = node(peaks.get(i), root);
        return root;
    }

    private byte[] node(byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
