package dev.evenflow.archive.store;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.apache.iceberg.util.JsonUtil;

/** What entries of the chain say was removed on purpose: {@code batches} and {@code blobs} in the detail of the entry. */
final class Removals {
    private final Set<String> batches = new HashSet<>();
    private final Set<String> blobs = new HashSet<>();

    void add(ChainEntry entry) {
        if (entry.kind() == EntryKind.DATA || entry.detail().isEmpty()) {
            return;
        }
        try {
            JsonNode detail = JsonUtil.mapper().readTree(entry.detail());
            detail.path("batches").forEach(batch -> batches.add(batch.asText()));
            detail.path("blobs").forEach(blob -> blobs.add(blob.asText()));
        } catch (IOException e) {
            throw new ArchiveStoreException(
                    "commit " + entry.sequence() + ": its detail is not JSON: " + e.getMessage(), e);
        }
    }

    boolean hasBatch(String batch) {
        return batches.contains(batch);
    }

    boolean hasBlob(String address) {
        return blobs.contains(address);
    }
}
