package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.MerkleTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the digests of one batch's rows, which mostly come in their order; what comes early waits. So memory does not grow
 * with the batch, unless somebody shuffled it.
 */
final class BatchRows {
    private final BatchSummary batch;
    private final MerkleTree tree = new MerkleTree();
    private final Map<Integer, byte[]> early = new HashMap<>();
    private final Map<SourcePartition, Long> records = new HashMap<>();
    private int next;

    BatchRows(BatchSummary batch) {
        this.batch = batch;
    }

    /** Takes a row; false if it was there before. */
    boolean add(int row, byte[] digest) {
        if (row < next || early.containsKey(row)) {
            return false;
        }
        if (row != next) {
            early.put(row, digest);
            return true;
        }
        tree.append(digest);
        next++;
        for (byte[] waiting = early.remove(next); waiting != null; waiting = early.remove(next)) {
            tree.append(waiting);
            next++;
        }
        return true;
    }

    void count(SourcePartition source) {
        records.merge(source, 1L, Long::sum);
    }

    BatchSummary batch() {
        return batch;
    }

    Map<SourcePartition, Long> records() {
        return records;
    }

    /** Numbers of the rows that did not come. */
    List<Long> missing() {
        List<Long> missing = new ArrayList<>();
        for (long row = next; row < batch.rows(); row++) {
            if (!early.containsKey((int) row)) {
                missing.add(row);
            }
        }
        return missing;
    }

    boolean isComplete() {
        return next == batch.rows() && early.isEmpty();
    }

    byte[] root() {
        return tree.root();
    }
}
