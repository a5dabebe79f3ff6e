package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.keys.Destruction;
import dev.evenflow.archive.keys.Hold;
import dev.evenflow.archive.keys.KeyStore;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.BlobStore;
import dev.evenflow.archive.store.Place;
import dev.evenflow.archive.store.TableRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Erases subjects in every place: destroys their keys, deletes contents nobody else needs, and appends to the chain what was done.
 *
 * <p>A run that dies at any point is completed by the next one, whomever that is about: the keys go first, and the key store remembers
 * which of them are not on record and which files are still to be deleted.
 */
public final class Erasure {
    /** Beyond so many, a filter cannot skip files any more. */
    private static final int FILTERED_KEYS = 200;

    private final Archive archive;

    public Erasure(Archive archive) {
        this.archive = archive;
    }

    /**
     * @param datasets directory of datasets that were built from the archive; null if there is none
     * @throws SubjectHeldException if one of them is under hold in any place; then nothing is erased
     */
    public ErasureReceipt erase(
            Collection<String> subjectIds, @Nullable String reason, Instant at, @Nullable Path datasets) {
        Set<String> subjects = new LinkedHashSet<>(subjectIds);
        if (subjects.isEmpty() || subjects.contains("")) {
            throw new ArchiveStoreException("a subject id is empty; expected whose data is to be erased");
        }
        if (reason != null) {
            ChainDetail.requireAnonymous("the reason", reason, subjects);
        }
        refuseHeld(subjects);
        Set<String> unknown = new LinkedHashSet<>(subjects);
        Set<String> own = new HashSet<>();
        for (Place place : archive.places()) {
            unknown.removeIf(subject -> place.keys().findBySubject(subject).isPresent());
            place.keys().destroyAll(subjects).forEach(destruction -> own.add(destruction.keyName()));
        }
        List<PlaceErasure> places = new ArrayList<>();
        for (Place place : archive.places()) {
            deleteDoomed(place);
            erased(place, own).ifPresent(places::add);
        }
        Set<String> keys = new HashSet<>();
        places.forEach(place -> keys.addAll(place.subjectKeys()));
        int completed = keys.size() - own.size();
        ChainEntry entry = null;
        if (!places.isEmpty()) {
            entry = archive.commits().append(EntryKind.ERASURE, at, ErasureReceipt.detail(reason, places, completed));
            for (PlaceErasure place : places) {
                archive.place(place.place()).keys().confirmRecorded(place.subjectKeys());
            }
        }
        return new ErasureReceipt(
                archive.config().archive(),
                at,
                reason,
                subjects.size(),
                List.copyOf(unknown),
                archive.places().stream().map(Place::name).toList(),
                places,
                completed,
                datasets == null ? List.of() : BuiltDatasets.with(datasets, keys),
                entry);
    }

    private void refuseHeld(Set<String> subjects) {
        for (Place place : archive.places()) {
            Map<String, Hold> holds = new HashMap<>();
            place.keys().holds().forEach(hold -> holds.putIfAbsent(hold.keyName(), hold));
            if (holds.isEmpty()) {
                continue;
            }
            for (String subject : subjects) {
                place.keys()
                        .findBySubject(subject)
                        .map(key -> holds.get(key.name()))
                        .ifPresent(hold -> {
                            throw new SubjectHeldException("nothing was erased: the subject '" + subject
                                    + "' is under hold in the place " + place.name() + ": '" + hold.reason() + "' by "
                                    + hold.by() + " since " + hold.at()
                                    + "; leave it out, or end the hold first (archive release)");
                        });
            }
        }
    }

    /** Deletes the files of contents whose keys are destroyed: of this run, and of any that died before it could. */
    static int deleteDoomed(Place place) {
        KeyStore keys = place.keys();
        List<String> doomed = keys.doomedBlobs();
        if (!doomed.isEmpty()) {
            BlobStore blobs = place.blobs();
            doomed.forEach(blobs::delete);
            keys.confirmDeleted(doomed);
        }
        return doomed.size();
    }

    /**
     * What is destroyed in the place and not on record yet.
     *
     * @param own keys that this run has destroyed
     */
    private Optional<PlaceErasure> erased(Place place, Set<String> own) {
        List<Destruction> destructions = new ArrayList<>(place.keys().unrecorded());
        if (destructions.stream().anyMatch(destruction -> !own.contains(destruction.keyName()))) {
            Set<String> onRecord = keysOnRecord();
            // its run died after the entry and before it could confirm it
            place.keys().confirmRecorded(onRecord);
            destructions.removeIf(destruction -> onRecord.contains(destruction.keyName()));
        }
        return destructions.isEmpty() ? Optional.empty() : Optional.of(summary(place, destructions));
    }

    private Set<String> keysOnRecord() {
        Set<String> keys = new HashSet<>();
        for (JsonNode detail : ChainDetail.all(archive, EntryKind.ERASURE)) {
            detail.path("places").forEach(place -> place.path("subject_keys").forEach(key -> keys.add(key.asText())));
        }
        return keys;
    }

    private static PlaceErasure summary(Place place, List<Destruction> destructions) {
        Set<String> keys = new LinkedHashSet<>();
        List<String> blobs = new ArrayList<>();
        long shared = 0;
        for (Destruction destruction : destructions) {
            keys.add(destruction.keyName());
            blobs.addAll(destruction.destroyedBlobs());
            shared += destruction.sharedBlobs();
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        for (ArchiveTable table : ArchiveTable.values()) {
            rows.put(table.table(), rowsOf(place.table(table), keys));
        }
        return new PlaceErasure(place.name(), List.copyOf(keys), rows, blobs, shared);
    }

    /** Reads one column of the table, once for all keys. */
    private static long rowsOf(Table table, Set<String> keys) {
        table.refresh();
        TableScan scan = table.newScan().select("subject_key");
        if (keys.size() <= FILTERED_KEYS) {
            scan = scan.filter(Expressions.in("subject_key", keys.toArray()));
        }
        long[] rows = new long[1];
        TableRows.forEach(table, scan, row -> {
            if (keys.contains(String.valueOf(row.getField("subject_key")))) {
                rows[0]++;
            }
        });
        return rows[0];
    }
}
