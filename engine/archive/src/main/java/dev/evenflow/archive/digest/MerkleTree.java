package dev.evenflow.archive.digest;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Merkle tree as in RFC 6962 over leaves in their order. Not thread-safe. */
public final class MerkleTree {
    private final MessageDigest digest = Digests.sha256();
    private final List<byte[]> peaks = new ArrayList<>();
    private long size;

    public byte[] append(byte[] rowDigest) {
        digest.update((byte) 0);
        byte[] leaf = digest.digest(rowDigest);
        byte[] node = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            node = node(peaks.remove(peaks.size() - 1), node);
        }
        peaks.add(node);
        size++;
        return leaf;
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        if (peaks.isEmpty()) {
            return digest.digest();
        }
        byte[] root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = node(peaks.get(i), root);
        }
        return root;
    }

    private byte[] node(byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
