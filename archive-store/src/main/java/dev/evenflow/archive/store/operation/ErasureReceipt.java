package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What an erasure did. Names no subject together with the name of its key: the two together would undo what remains anonymous.
 *
 * @param entry the chain's; null if there was nothing to erase
 * @param unknown subjects of whom no place holds anything
 * @param completed keys that an earlier run had destroyed and died before it could record them
 * @param datasets built earlier with rows of these subjects: files outside the archive, with clear values
 */
public record ErasureReceipt(
        String archive,
        Instant at,
        @Nullable String reason,
        int requested,
        List<String> unknown,
        List<String> searched,
        List<PlaceErasure> places,
        int completed,
        List<String> datasets,
        @Nullable ChainEntry entry) {

    public int erasedKeys() {
        return places.stream().mapToInt(place -> place.subjectKeys().size()).sum();
    }

    /** The receipt as JSON, for the file of the case. */
    public String toJson() {
        ObjectNode receipt = ChainDetail.object();
        receipt.put("archive", archive).put("erased_at", at.toString());
        if (reason != null) {
            receipt.put("reason", reason);
        }
        ObjectNode subjects = receipt.putObject("subjects");
        subjects.put("requested", requested);
        ChainDetail.put(subjects, "unknown", unknown);
        ChainDetail.put(receipt, "places_searched", searched);
        if (entry == null) {
            receipt.putNull("chain");
        } else {
            receipt.putObject("chain").put("sequence", entry.sequence()).put("head", Digests.hex(entry.head()));
        }
        if (completed > 0) {
            receipt.put("completed_of_an_earlier_run", completed);
        }
        destroyed(receipt.putArray("destroyed"));
        remaining(receipt.putArray("remains"));
        ChainDetail.put(receipt, "datasets", datasets);
        return ChainDetail.prettyText(receipt);
    }

    private void destroyed(ArrayNode destroyed) {
        for (PlaceErasure place : places) {
            ObjectNode object = destroyed.addObject().put("place", place.place());
            object.put("keys", place.subjectKeys().size());
            ObjectNode rows = object.putObject("unreadable_rows");
            new TreeMap<>(place.rows()).forEach(rows::put);
            object.put("contents", place.destroyedBlobs().size());
        }
    }

    private void remaining(ArrayNode remains) {
        for (PlaceErasure place : places) {
            long rows =
                    place.rows().values().stream().mapToLong(Long::longValue).sum();
            if (rows > 0) {
                remain(
                        remains,
                        place,
                        "rows",
                        rows,
                        "clear columns (times, model, scores) under a random key name, ciphertext nobody can open: the chain's proofs need the rows; retention removes them");
            }
            if (place.sharedBlobs() > 0) {
                remain(remains, place, "contents", place.sharedBlobs(), "equal contents that other subjects need");
            }
        }
        if (!datasets.isEmpty()) {
            remains.addObject()
                    .put("what", "datasets")
                    .put("count", datasets.size())
                    .put("why", "built before, outside the archive: delete or rebuild them");
        }
    }

    private static void remain(ArrayNode remains, PlaceErasure place, String what, long count, String why) {
        remains.addObject()
                .put("place", place.place())
                .put("what", what)
                .put("count", count)
                .put("why", why);
    }

    /** What the chain keeps of it. */
    static String detail(@Nullable String reason, List<PlaceErasure> places, int completed) {
        ObjectNode detail = ChainDetail.object();
        if (reason != null) {
            detail.put("reason", reason);
        }
        if (completed > 0) {
            detail.put("completed_of_an_earlier_run", completed);
        }
        ArrayNode array = detail.putArray("places");
        for (PlaceErasure place : places) {
            ObjectNode object = array.addObject().put("place", place.place());
            ChainDetail.put(object, "subject_keys", place.subjectKeys());
            ObjectNode rows = object.putObject("rows");
            for (Map.Entry<String, Long> entry : new TreeMap<>(place.rows()).entrySet()) {
                rows.put(entry.getKey(), entry.getValue());
            }
            object.put("blobs_destroyed", place.destroyedBlobs().size()).put("blobs_shared", place.sharedBlobs());
        }
        ChainDetail.put(
                detail,
                "blobs",
                places.stream()
                        .flatMap(place -> place.destroyedBlobs().stream())
                        .sorted()
                        .toList());
        return ChainDetail.text(detail);
    }
}
