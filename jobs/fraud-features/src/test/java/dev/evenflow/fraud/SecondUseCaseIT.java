package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.spec.SchemaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** examples/inventory: a feature set and an Avro schema in files, and no code, are another use case; live and as history. */
class SecondUseCaseIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final Path SET = Path.of("../../examples/inventory/stock-demand.yaml");
    private static final long DAY = Duration.ofDays(1).toMillis();

    @TempDir
    Path directory;

    private final List<GenericRecord> movements = new ArrayList<>();

    @BeforeEach
    void movements() throws IOException {
        Schema schema = Objects.requireNonNull(SchemaFiles.beside(SET, "com.example.shop.StockMovement"));
        Random random = new Random(11);
        long begin = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        String[] kinds = {"RECEIPT", "SALE", "SALE", "SALE", "RETURN", "LOSS"};
        for (int i = 0; i < 1_500; i++) {
            String kind = kinds[random.nextInt(kinds.length)];
            movements.add(new GenericRecordBuilder(schema)
                    .set("movement_id", "m" + i)
                    // seconds, so that some come at one time
                    .set("moved_at", begin + random.nextInt(40 * 86_400) * 1_000L)
                    .set("sku", "sku-" + random.nextInt(12))
                    .set("warehouse_id", random.nextInt(10) == 0 ? null : "w" + random.nextInt(4))
                    .set(
                            "kind",
                            new GenericData.EnumSymbol(schema.getField("kind").schema(), kind))
                    .set("pieces", 1 + random.nextInt(9))
                    .set("price", kind.equals("SALE") ? 5 + random.nextInt(900) / 100.0 : null)
                    .build());
        }
        Collections.shuffle(movements, random);
        Path folder = Files.createDirectories(directory.resolve("in/transactions"));
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, folder.resolve("part-0.avro").toFile());
            for (GenericRecord movement : movements) writer.append(movement);
        }
    }

    private Map<String, GenericRecord> run(String name, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--features", SET.toString()));
        Path out = new JobRun(directory).run(name, 2, -1, all.toArray(String[]::new));
        assertThat(JobRun.read(out.resolve("rejected"))).isEmpty();
        Map<String, GenericRecord> vectors = new TreeMap<>();
        for (GenericRecord vector : JobRun.read(out.resolve("vectors")))
            vectors.put(vector.get("movement_id").toString(), vector);
        assertThat(vectors).hasSize(movements.size());
        return vectors;
    }

    private static long time(GenericRecord movement) {
        return (long) movement.get("moved_at");
    }

    /** Those of the same key, up to this one in (time, id), within a window that ends with it. */
    private List<GenericRecord> window(GenericRecord of, String key, long ms, Predicate<GenericRecord> where) {
        return movements.stream()
                .filter(each -> Objects.equals(each.get(key), of.get(key)))
                .filter(each -> time(each) > time(of) - ms && time(each) <= time(of))
                .filter(each -> time(each) < time(of)
                        || each.get("movement_id")
                                        .toString()
                                        .compareTo(of.get("movement_id").toString())
                                <= 0)
                .filter(where)
                .toList();
    }

    private static Predicate<GenericRecord> of(String kind) {
        return movement -> movement.get("kind").toString().equals(kind);
    }

    @Test
    void everyVectorIsWhatItsFileDeclares() throws Exception {
        Map<String, GenericRecord> history = run("batch", "--runtime-mode", "batch");
        for (GenericRecord movement : movements) {
            GenericRecord vector = Objects.requireNonNull(
                    history.get(movement.get("movement_id").toString()));
            Map<String, Object> expected = new HashMap<>();
            List<GenericRecord> day = window(movement, "sku", DAY, of("SALE"));
            List<GenericRecord> month = window(movement, "sku", 28 * DAY, of("SALE"));
            expected.put("article_sales_1d", (long) day.size());
            expected.put("article_sales_28d", (long) month.size());
            expected.put(
                    "article_pieces_sold_7d",
                    window(movement, "sku", 7 * DAY, of("SALE")).stream()
                            .mapToDouble(each -> (int) each.get("pieces"))
                            .sum());
            expected.put(
                    "article_warehouses_28d",
                    window(movement, "sku", 28 * DAY, each -> each.get("warehouse_id") != null).stream()
                            .map(each -> each.get("warehouse_id"))
                            .distinct()
                            .count());
            expected.put("sales_against_month", month.isEmpty() ? null : day.size() * 28.0 / month.size());
            boolean placed = movement.get("warehouse_id") != null;
            expected.put(
                    "warehouse_movements_1d",
                    placed
                            ? (long) window(movement, "warehouse_id", DAY, each -> true)
                                    .size()
                            : null);
            expected.put(
                    "warehouse_pieces_lost_7d",
                    placed
                            ? window(movement, "warehouse_id", 7 * DAY, of("LOSS")).stream()
                                    .mapToDouble(each -> (int) each.get("pieces"))
                                    .sum()
                            : null);
            expected.forEach((feature, value) -> assertThat(vector.get(feature))
                    .as("%s of %s", feature, movement)
                    .isEqualTo(value));
        }
    }

    @Test
    void liveEqualsHistory() throws Exception {
        assertThat(run("live", "--disorder", "41d").toString())
                .isEqualTo(run("batch", "--runtime-mode", "batch").toString());
    }
}
