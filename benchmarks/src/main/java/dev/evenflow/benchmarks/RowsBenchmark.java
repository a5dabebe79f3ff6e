package dev.evenflow.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.kafka.DeadLetteringDeserializer;
import dev.evenflow.fraud.codec.Emission;
import dev.evenflow.fraud.codec.RowReaders;
import dev.evenflow.fraud.codec.VectorSerialization;
import dev.evenflow.fraud.function.RowKey;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a record costs one core on its way through the feature job, the kernels, Kafka and Flink's network left out: the job's own
 * classes in turns in one thread, by the CPU time of the process. The first round warms up and does not count; the order turns.
 *
 * <p>Arguments: {@code --rows N --rounds N [--profile CASE]}.
 */
public final class RowsBenchmark {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String FILE = "feature-sets/card-fraud.yaml";
    private static final int CUSTOMERS = 20_000;
    private static final int DISTINCT = 20_000;
    private static final int HEADER = 5;

    /** What happens to each record. */
    private enum Case {
        DECODE("from Kafka's bytes to a row"),
        HOPS("written and read once per entity, which sets its features; keyed on both sides"),
        ENCODE("from a complete row to Kafka's bytes");

        final String text;

        Case(String text) {
            this.text = text;
        }
    }

    /** Of one event, on average. */
    private record Cost(double nanos, double allocated, double bytes) {}

    /** Keeps the last row. */
    private static final class Last implements Collector<Decoded<FeatureRow>> {
        private @Nullable FeatureRow row;

        @Override
        public void collect(Decoded<FeatureRow> decoded) {
            row = decoded.value();
            if (row == null) throw new IllegalStateException("rejected: " + decoded.rejected());
        }

        FeatureRow row() {
            return Objects.requireNonNull(row, "nothing was decoded");
        }

        @Override
        public void close() {}
    }

    private final int rows;
    private final FeatureSet set;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final DeadLetteringDeserializer<FeatureRow> deserializer;
    private final FeatureRowSerializer serializer;
    private final VectorSerialization vectors;
    private final List<FeatureRow> fresh = new ArrayList<>();
    private final List<FeatureRow> complete = new ArrayList<>();
    private final Last last = new Last();

    @SuppressWarnings("NullAway") // the deserializer does not look at the context
    private RowsBenchmark(int rows, LoopbackSchemas registry) throws Exception {
        this.rows = rows;
        Schema schema = Transaction.getClassSchema();
        try (InputStream text = FeatureSet.class.getClassLoader().getResourceAsStream(FILE)) {
            if (text == null) throw new IllegalStateException("no " + FILE + " on the class path");
            set = new FeatureSet(
                    FILE,
                    new String(text.readAllBytes(), StandardCharsets.UTF_8),
                    schema.toString(),
                    FraudLabel.getClassSchema().toString());
        }
        EncodedTransactions transactions = new EncodedTransactions(DISTINCT, CUSTOMERS);
        for (byte[] avro : transactions.records) {
            byte[] value = new byte[HEADER + avro.length];
            value[HEADER - 1] = 1;
            System.arraycopy(avro, 0, value, HEADER, avro.length);
            records.add(new ConsumerRecord<>("transactions", 0, records.size(), null, value));
        }
        deserializer = new DeadLetteringDeserializer<>(
                "bench", registry.connection(), schema, RowReaders.ofEvents(set, 0), new FeatureRowTypeInfo(set));
        deserializer.open(null);
        serializer = new FeatureRowSerializer(set);
        vectors = new VectorSerialization(set, "vectors", 2, Emission.SERVED, null);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            deserializer.deserialize(record, last);
            fresh.add(last.row().copy());
            for (EntityPlan entity : set.plan().entities()) fill(entity, last.row());
            set.plan().complete(last.row());
            complete.add(last.row());
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        int rounds = Integer.parseInt(options.getOrDefault("rounds", "6"));
        try (LoopbackSchemas registry = new LoopbackSchemas(Map.of(1, Transaction.getClassSchema()))) {
            RowsBenchmark benchmark =
                    new RowsBenchmark(Integer.parseInt(options.getOrDefault("rows", "300000")), registry);
            benchmark.run(rounds);
            String profiled = options.get("profile");
            if (profiled == null) return;
            Case what = Case.valueOf(profiled.toUpperCase(Locale.ROOT));
            Path file = Files.createTempFile("rows", ".jfr");
            CpuProfile.of(file, () -> {
                        for (int i = 0; i < rounds; i++) benchmark.measure(what);
                    })
                    .print(System.out);
            Files.deleteIfExists(file);
        }
    }

    private void run(int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d events of the simulator, feature set %s: %d slots, %d features, %d entities; %d rounds, the first to warm up%n",
                rows,
                set.plan().name(),
                set.plan().layout().size(),
                set.plan().featureSlots().size(),
                set.plan().entities().size(),
                rounds);
        List<Case> order = new ArrayList<>(List.of(Case.values()));
        Map<Case, List<Cost>> measured = new EnumMap<>(Case.class);
        for (int round = 0; round < rounds; round++) {
            for (Case each : order) {
                Cost cost = measure(each);
                if (round > 0)
                    measured.computeIfAbsent(each, of -> new ArrayList<>()).add(cost);
            }
            Collections.reverse(order);
        }
        System.out.println("| step | CPU ns/event, median (min..max) | bytes allocated/event | bytes written/event |");
        System.out.println("| --- | ---: | ---: | ---: |");
        measured.forEach((what, costs) -> {
            double[] nanos = costs.stream().mapToDouble(Cost::nanos).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %s: %s | %,.0f (%,.0f..%,.0f) | %,.0f | %,.0f |%n",
                    what.name().toLowerCase(Locale.ROOT),
                    what.text,
                    (nanos[nanos.length / 2] + nanos[(nanos.length - 1) / 2]) / 2,
                    nanos[0],
                    nanos[nanos.length - 1],
                    costs.get(0).allocated,
                    costs.get(0).bytes);
        });
    }

    private Cost measure(Case what) throws Exception {
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long begin = PROCESS.getProcessCpuTime();
        long bytes =
                switch (what) {
                    case DECODE -> decode();
                    case HOPS -> hops();
                    case ENCODE -> encode();
                };
        long nanos = PROCESS.getProcessCpuTime() - begin;
        allocated = THREADS.getThreadAllocatedBytes(thread) - allocated;
        return new Cost((double) nanos / rows, (double) allocated / rows, (double) bytes / rows);
    }

    private long decode() throws IOException {
        long bytes = 0;
        for (int i = 0; i < rows; i++) {
            deserializer.deserialize(records.get(i % DISTINCT), last);
            bytes += last.row().time & 1;
        }
        return bytes > rows ? -1 : 0;
    }

    private long hops() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(4096);
        DataInputDeserializer in = new DataInputDeserializer();
        List<EntityPlan> entities = set.plan().entities();
        List<RowKey> keys =
                entities.stream().map(entity -> new RowKey(entity.keySlot())).toList();
        long bytes = 0;
        for (int i = 0; i < rows; i++) {
            FeatureRow row = fresh.get(i % DISTINCT);
            for (int e = 0; e < keys.size(); e++) {
                String sent = keys.get(e).getKey(row);
                out.clear();
                serializer.serialize(row, out);
                in.setBuffer(out.getSharedBuffer(), 0, out.length());
                row = serializer.deserialize(in);
                if (!keys.get(e).getKey(row).equals(sent)) throw new IllegalStateException("another key");
                fill(entities.get(e), row);
                bytes += out.length();
            }
        }
        return bytes;
    }

    @SuppressWarnings("NullAway") // neither does the serializer
    private long encode() {
        long bytes = 0;
        for (int i = 0; i < rows; i++)
            bytes += vectors.serialize(complete.get(i % DISTINCT), null, null).value().length;
        return bytes;
    }

    /** Values as the kernels make them: small counts, sums with cents; nothing where there is no key. */
    private static void fill(EntityPlan entity, FeatureRow row) {
        if (row.isNull(entity.keySlot())) return;
        long value = row.time >>> 10;
        for (Slot slot : entity.featureSlots()) {
            value = value * 31 + 7;
            switch (slot.type()) {
                case LONG -> row.setLong(slot, value & 63);
                case DOUBLE -> row.setDouble(slot, (value & 0xFFFFF) / 100.0);
                case BOOLEAN -> row.setBoolean(slot, (value & 1) != 0);
                case TEXT -> row.setText(slot, "FR");
            }
        }
    }
}
