package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.keys.Hold;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Legal holds, in every place at once, each an entry of the chain that names the subject's keys and never the subject.
 *
 * <p>A subject of whom there is nothing yet can be held, too: the hold precedes its data.
 */
public final class Holds {
    private final Archive archive;

    public Holds(Archive archive) {
        this.archive = archive;
    }

    /** A hold where it is. */
    public record PlacedHold(String place, Hold hold) {}

    /** Puts the subject under hold. Repeated for the same reason it changes nothing but the chain. */
    public ChainEntry hold(String subject, String reason, String by, Instant at) {
        require(subject, reason, by);
        Instant time = at.truncatedTo(ChronoUnit.MILLIS);
        List<PlacedHold> holds = new ArrayList<>();
        for (Place place : archive.places()) {
            holds.add(new PlacedHold(place.name(), place.keys().hold(subject, reason, by, time)));
        }
        return append(EntryKind.HOLD, reason, by, time, holds);
    }

    /** Ends the subject's hold for that reason; empty if there was none. */
    public Optional<ChainEntry> release(String subject, String reason, String by, Instant at) {
        require(subject, reason, by);
        List<PlacedHold> ended = new ArrayList<>();
        for (Place place : archive.places()) {
            place.keys().release(subject, reason).ifPresent(hold -> ended.add(new PlacedHold(place.name(), hold)));
        }
        return ended.isEmpty()
                ? Optional.empty()
                : Optional.of(append(EntryKind.RELEASE, reason, by, at.truncatedTo(ChronoUnit.MILLIS), ended));
    }

    /** All holds, by place, the oldest first. */
    public List<PlacedHold> all() {
        List<PlacedHold> all = new ArrayList<>();
        for (Place place : archive.places()) {
            place.keys().holds().forEach(hold -> all.add(new PlacedHold(place.name(), hold)));
        }
        return all;
    }

    private ChainEntry append(EntryKind kind, String reason, String by, Instant at, List<PlacedHold> holds) {
        ObjectNode detail =
                ChainDetail.object().put("reason", reason).put("by", by).put("at", at.toString());
        ArrayNode places = detail.putArray("places");
        for (PlacedHold placed : holds) {
            places.addObject()
                    .put("place", placed.place())
                    .put("subject_key", placed.hold().keyName());
        }
        return archive.commits().append(kind, at, ChainDetail.text(detail));
    }

    private static void require(String subject, String reason, String by) {
        if (subject.isBlank()) {
            throw new ArchiveStoreException("the subject is empty; expected whose data it is");
        }
        if (reason.isBlank()) {
            throw new ArchiveStoreException("the reason is empty; expected the case the hold is for");
        }
        ChainDetail.requireAnonymous("the reason", reason, List.of(subject));
        ChainDetail.requireAnonymous("--by", by, List.of(subject));
    }
}
