package dev.evenflow.fraud;

import dev.evenflow.features.spec.SchemaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table of customers whose rows are created, changed and deleted at random, as Debezium tells it; with snapshot reads among
 * the changes, as an incremental snapshot makes them. What a customer's row was at a time is asked of the table itself.
 */
final class RandomChanges {
    private static final Path EXAMPLE = Path.of("../../examples/customer-360/customer-profile.yaml");

    /** The row of a customer from that change on; null where it is deleted. */
    private record Version(String customer, long time, int rank, long lsn, @Nullable GenericRecord row) {}

    private final Schema envelope;
    private final Schema table;
    private final List<Version> versions = new ArrayList<>();
    private final List<GenericRecord> changes = new ArrayList<>();

    /** Of the example. */
    RandomChanges(String schema, long seed, long begin, Duration span, BiConsumer<GenericRecord, Random> fill)
            throws IOException {
        this(EXAMPLE, schema, seed, begin, span, fill);
    }

    /**
     * @param features the feature set beside which the schema lies
     * @param fill what a row says, but for its customer
     */
    RandomChanges(
            Path features, String schema, long seed, long begin, Duration span, BiConsumer<GenericRecord, Random> fill)
            throws IOException {
        envelope = Objects.requireNonNull(SchemaFiles.beside(features, schema));
        table = envelope.getField("after").schema().getTypes().get(1);
        Random random = new Random(seed);
        Set<String> live = new HashSet<>();
        long lsn = 1_000;
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 400; i++) times.add(begin + (long) (random.nextDouble() * span.toSeconds()) * 1000);
        Collections.sort(times);
        java.util.Map<String, GenericRecord> rows = new java.util.HashMap<>();
        for (long time : times) {
            // several changes within one millisecond: only the log's position tells them apart
            for (int n = random.nextInt(4) == 0 ? 2 : 1; n > 0; n--) {
                String customer = "customer-" + random.nextInt(25);
                lsn += 1 + random.nextInt(5);
                int what = random.nextInt(10);
                GenericRecord before = rows.get(customer);
                if (live.contains(customer) && what == 0) {
                    // a snapshot reads what was there before anything else of that millisecond: the row as it is, not
                    // older
                    if (versions.stream().anyMatch(v -> v.customer.equals(customer) && v.time == time)) continue;
                    add(customer, time, "r", lsn, null, before);
                } else if (live.contains(customer) && what < 4) {
                    live.remove(customer);
                    rows.remove(customer);
                    add(customer, time, "d", lsn, before, null);
                } else {
                    GenericRecord after = new GenericData.Record(table);
                    if (table.getField("account_id") != null) after.put("account_id", "account-of-" + customer);
                    after.put("customer_id", customer);
                    fill.accept(after, random);
                    add(customer, time, live.add(customer) ? "c" : "u", lsn, before, after);
                    rows.put(customer, after);
                }
            }
        }
    }

    private void add(
            String customer,
            long time,
            String op,
            long lsn,
            @Nullable GenericRecord before,
            @Nullable GenericRecord after) {
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        for (String text : List.of("version", "connector", "name", "db", "schema", "table")) source.put(text, text);
        source.put("ts_ms", time);
        source.put("lsn", lsn);
        GenericRecord change = new GenericData.Record(envelope);
        change.put("before", before);
        change.put("after", after);
        change.put("source", source);
        change.put("op", op);
        changes.add(change);
        versions.add(new Version(customer, time, op.equals("r") ? 0 : 1, lsn, after));
    }

    /** The row of a customer at a time: null before its first change and after it was deleted. */
    @Nullable
    GenericRecord at(String customer, long time) {
        Version last = null;
        for (Version each : versions) {
            if (!each.customer.equals(customer) || each.time > time) continue;
            boolean later = last == null
                    || each.time > last.time
                    || each.time == last.time
                            && (each.rank > last.rank || each.rank == last.rank && each.lsn > last.lsn);
            if (later) last = each;
        }
        return last == null ? null : last.row;
    }

    /** Each up to the bound later than its time says, some of them twice. */
    List<GenericRecord> delivered(Duration disorder, long seed) {
        Random random = new Random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++)
            for (int n = random.nextInt(10) == 0 ? 2 : 1; n > 0; n--)
                arrivals.add(new Arrival(
                        versions.get(i).time + (long) (random.nextDouble() * disorder.toMillis()), changes.get(i)));
        return arrivals.stream()
                .sorted(Comparator.comparingLong(Arrival::at))
                .map(Arrival::change)
                .toList();
    }

    private record Arrival(long at, GenericRecord change) {}

    /** In any order, some of them twice. */
    void write(Path folder, long seed) throws IOException {
        List<GenericRecord> delivered = new ArrayList<>(changes);
        delivered.addAll(changes.subList(0, 40));
        Collections.shuffle(delivered, new Random(seed));
        Files.createDirectories(folder);
        write(folder.resolve("part-0.avro"), delivered);
    }

    /** Beside those: a create without a key, a delete without its row, a truncate. What was written. */
    List<GenericRecord> writeBad(Path folder) throws IOException {
        List<GenericRecord> bad = new ArrayList<>();
        for (String op : List.of("c", "d", "t")) {
            GenericRecord change = GenericData.get().deepCopy(envelope, changes.get(0));
            change.put("op", op);
            change.put("before", null);
            if (op.equals("c")) ((GenericRecord) change.get("after")).put("customer_id", "");
            bad.add(change);
        }
        write(folder.resolve("part-1.avro"), bad);
        return bad;
    }

    private void write(Path file, List<GenericRecord> written) throws IOException {
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(envelope))) {
            writer.create(envelope, file.toFile());
            for (GenericRecord change : written) writer.append(change);
        }
    }
}
