package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.keys.BlobReference;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.PinnedTable;
import dev.evenflow.archive.store.Place;
import dev.evenflow.archive.store.TableRows;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Deletes rows that a policy keeps no longer: whole day partitions, but for those with a row of a subject under hold.
 *
 * <p>The chain's entry comes first and names the batches, then contents nobody needs go, then the rows. A run that dies in between is
 * completed by the next one, which finds the rows again.
 */
public final class Retention {
    private static final long MICROS_A_DAY = 86_400_000_000L;

    private final Archive archive;

    public Retention(Archive archive) {
        this.archive = archive;
    }

    /**
     * What was done.
     *
     * @param rows deleted
     * @param contents deleted from the blob stores
     * @param snapshots expired
     * @param entry the chain's; null if nothing was too old
     */
    public record Outcome(List<ExpiredDay> days, long rows, int contents, int snapshots, @Nullable ChainEntry entry) {}

    /** @param expireSnapshots whether to delete the files at once, that older states of the tables still need */
    public Outcome apply(RetentionPolicy policy, Instant now, boolean expireSnapshots) {
        List<ExpiredDay> days = expired(policy, now);
        List<ExpiredDay> going = days.stream().filter(day -> !day.held()).toList();
        ChainEntry entry =
                going.isEmpty() ? null : archive.commits().append(EntryKind.RETENTION, now, detail(policy, days));
        int contents = 0;
        long rows = 0;
        int snapshots = 0;
        for (Place place : archive.places()) {
            contents += deleteContents(place, going);
            for (ArchiveTable kind : ArchiveTable.values()) {
                rows += deleteRows(place, kind, going);
                if (expireSnapshots) {
                    snapshots += SnapshotExpiry.expireAllButNewest(place.table(kind));
                }
            }
        }
        return new Outcome(days, rows, contents, snapshots, entry);
    }

    /** What the policy keeps no longer; changes nothing. */
    public List<ExpiredDay> expired(RetentionPolicy policy, Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        List<ExpiredDay> days = new ArrayList<>();
        for (Place place : archive.places()) {
            Set<String> held = new HashSet<>();
            place.keys().holds().forEach(hold -> held.add(hold.keyName()));
            for (RetentionPolicy.Rule rule : policy.rules()) {
                if (place.config().regions().contains(rule.region())) {
                    Table table = place.table(rule.table());
                    table.refresh();
                    files(policy, rule, table, today)
                            .forEach((partition, files) ->
                                    days.add(day(place.name(), rule.table(), table, partition, files, held)));
                }
            }
        }
        return days;
    }

    /** Files that are too old, by partition. An entry for a model goes before the one for all models of its region. */
    private static Map<String, List<DataFile>> files(
            RetentionPolicy policy, RetentionPolicy.Rule rule, Table table, LocalDate today) {
        Map<String, List<DataFile>> files = new TreeMap<>();
        for (DataFile file : BatchFiles.of(table.newScan().filter(tooOld(rule, today)))) {
            if (rule.table() == ArchiveTable.FEEDBACK
                    || rule.model() != null
                    || !policy.hasRuleFor(rule, file.partition().get(1, String.class))) {
                files.computeIfAbsent(partition(table, file), first -> new ArrayList<>())
                        .add(file);
            }
        }
        return files;
    }

    private static Expression tooOld(RetentionPolicy.Rule rule, LocalDate today) {
        // midnight, UTC: a partition is too old as a whole or not at all
        long before = Math.multiplyExact(rule.firstKept(today).toEpochDay(), MICROS_A_DAY);
        Expression old = Expressions.and(
                Expressions.equal("region", rule.region()),
                Expressions.lessThan(rule.table() == ArchiveTable.FEEDBACK ? "known_at" : "event_time", before));
        String model = rule.model();
        return model == null ? old : Expressions.and(old, Expressions.equal("model", model));
    }

    private static String partition(Table table, DataFile file) {
        return Objects.requireNonNull(table.specs().get(file.specId()), "partition spec of " + file.location())
                .partitionToPath(file.partition());
    }

    private static ExpiredDay day(
            String place, ArchiveTable kind, Table table, String partition, List<DataFile> files, Set<String> held) {
        Set<String> batches = new HashSet<>();
        files.forEach(file -> batches.addAll(BatchFiles.batches(table, file)));
        boolean[] found = new boolean[1];
        if (!held.isEmpty()) {
            forEach(table, files, List.of("subject_key"), row -> found[0] |= held.contains(String.valueOf(row.get(0))));
        }
        return new ExpiredDay(place, kind, partition, files, batches, found[0]);
    }

    private static void forEach(
            Table table, Collection<DataFile> files, List<String> columns, Consumer<Record> action) {
        files.forEach(file -> TableRows.forEach(
                table.io(), table.schema().select(columns), file.location(), Expressions.alwaysTrue(), action));
    }

    private static String detail(RetentionPolicy policy, List<ExpiredDay> days) {
        var detail = ChainDetail.object();
        var rules = detail.putArray("policy");
        for (RetentionPolicy.Rule rule : policy.rules()) {
            rules.addObject()
                    .put("class", rule.table().table())
                    .put("region", rule.region())
                    .put("model", rule.model())
                    .put("keep", rule.keep().toString());
        }
        var partitions = detail.putArray("partitions");
        Set<String> batches = new TreeSet<>();
        for (ExpiredDay day : days) {
            partitions
                    .addObject()
                    .put("place", day.place())
                    .put("table", day.table().table())
                    .put("partition", day.partition())
                    .put("rows", day.rows())
                    .put("held", day.held());
            if (!day.held()) {
                batches.addAll(day.batches());
            }
        }
        ChainDetail.put(detail, "batches", batches);
        return ChainDetail.text(detail);
    }

    /** Withdraws references that only rows of these days have, and deletes the contents that nobody else needs. */
    private static int deleteContents(Place place, List<ExpiredDay> going) {
        List<DataFile> files = going.stream()
                .filter(day -> day.place().equals(place.name()) && day.table() == ArchiveTable.INFERENCES)
                .flatMap(day -> day.files().stream())
                .toList();
        Table table = place.table(ArchiveTable.INFERENCES);
        Set<BlobReference> references = new HashSet<>();
        forEach(table, files, List.of("subject_key", "blobs"), row -> addReferences(row, references));
        if (!references.isEmpty()) {
            table.refresh();
            Set<String> gone = new HashSet<>();
            files.forEach(file -> gone.add(file.location()));
            List<DataFile> staying = BatchFiles.of(table.newScan()).stream()
                    .filter(file -> !gone.contains(file.location()))
                    .toList();
            Set<BlobReference> needed = new HashSet<>();
            forEach(table, staying, List.of("subject_key", "blobs"), row -> addReferences(row, needed));
            references.removeAll(needed);
            place.keys().dropReferences(references);
        }
        return Erasure.deleteDoomed(place);
    }

    private static void addReferences(Record row, Set<BlobReference> references) {
        if (row.getField("blobs") instanceof List<?> blobs) {
            for (Object blob : blobs) {
                references.add(new BlobReference(
                        String.valueOf(((Record) blob).getField("address")),
                        String.valueOf(row.getField("subject_key"))));
            }
        }
    }

    /** Only files whose batches the chain's entry names: what came since waits for the next run. */
    private static long deleteRows(Place place, ArchiveTable kind, List<ExpiredDay> going) {
        Set<String> partitions = new HashSet<>();
        Set<String> batches = new HashSet<>();
        for (ExpiredDay day : going) {
            if (day.place().equals(place.name()) && day.table() == kind) {
                partitions.add(day.partition());
                batches.addAll(day.batches());
            }
        }
        long[] rows = new long[1];
        if (partitions.isEmpty()) {
            return 0;
        }
        PinnedTable.commit(place.table(kind), (now, transaction) -> {
            DeleteFiles delete = transaction.newDelete();
            rows[0] = 0;
            for (DataFile file : BatchFiles.of(now.newScan())) {
                if (partitions.contains(partition(now, file)) && batches.containsAll(BatchFiles.batches(now, file))) {
                    delete.deleteFile(file);
                    rows[0] += file.recordCount();
                }
            }
            delete.commit();
            return rows[0] > 0;
        });
        return rows[0];
    }
}
