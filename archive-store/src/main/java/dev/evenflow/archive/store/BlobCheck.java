package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.store.Finding.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;

/** Blobs that rows refer to: each is there with the stored digest, or a commit says that it was erased. */
final class BlobCheck {
    private final String location;
    private final FileIO io;
    private final Removals removals;
    private final Findings findings;
    private final int column;
    private final Set<String> seen = new HashSet<>();
    private long blobs;

    BlobCheck(String location, FileIO io, Schema schema, Removals removals, Findings findings) {
        this.location = location;
        this.io = io;
        this.removals = removals;
        this.findings = findings;
        Types.NestedField blobsColumn = schema.findField("blobs");
        this.column = blobsColumn == null ? -1 : schema.columns().indexOf(blobsColumn);
    }

    /** A new partition begins: a blob of the one before is checked again, so that memory stays bounded. */
    void begin() {
        seen.clear();
    }

    void check(Record row, BatchSummary batch, int number) {
        if (column < 0 || !(row.get(column) instanceof List<?> ofRow)) {
            return;
        }
        for (Object one : ofRow) {
            Record blob = (Record) one;
            String address = String.valueOf(blob.getField("address"));
            if (seen.add(address) && !removals.hasBlob(address)) {
                check(address, blob, batch, number);
            }
        }
    }

    private void check(String address, Record blob, BatchSummary batch, int number) {
        blobs++;
        String path = BlobStore.path(location, address);
        Optional<byte[]> stored = BlobStore.read(io, path);
        if (stored.isEmpty()) {
            findings.add(Finding.ofRow(
                    Kind.BLOB_MISSING,
                    batch,
                    path,
                    number,
                    null,
                    "refers to this blob, which is missing; no commit says that it was erased"));
        } else if (!Digests.hex(Digests.sha256(stored.get())).equals(blob.getField("stored_digest"))) {
            findings.add(Finding.ofRow(
                    Kind.BLOB_ALTERED,
                    batch,
                    path,
                    number,
                    null,
                    "refers to this blob, which was altered: it has " + stored.get().length + " bytes, recorded are "
                            + blob.getField("stored_length") + " bytes with SHA-256 "
                            + blob.getField("stored_digest")));
        }
    }

    long blobs() {
        return blobs;
    }
}
