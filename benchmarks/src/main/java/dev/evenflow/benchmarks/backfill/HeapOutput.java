package dev.evenflow.benchmarks.backfill;

import dev.evenflow.flink.files.ParquetFieldsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.parquet.io.LocalOutputFile;

/** Writes the arrays of {@link HeapLoopBackfill} as Parquet files, one per thread. */
record HeapOutput(
        HeapColumns columns,
        int[] customerCounts,
        long[] customerSums,
        int[] terminalCounts,
        long[] frauds,
        double amountUnits) {
    private static final int WINDOWS = 3;
    private static final long HOUR = 3_600_000;
    private static final int LAST_NIGHT_HOUR = 6;

    void write(Path file, int part, int parts) {
        Path own = file.resolveSibling(part + "-" + file.getFileName());
        int from = (int) ((long) columns.rows * part / parts);
        int to = (int) ((long) columns.rows * (part + 1) / parts);
        try (ParquetFieldsWriter<int[]> writer = new ParquetFieldsWriter<>(
                new LocalOutputFile(own),
                schema(),
                (row, out) -> fields(row[0], out),
                List.of("transaction_id", "event_time"))) {
            int[] row = new int[1];
            for (row[0] = from; row[0] < to; row[0]++) writer.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Features").fields();
        fields.requiredString("transaction_id");
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        fields.name("event_time").type(time).noDefault();
        Stream.of("customer_tx_count", "customer_amount_avg", "terminal_tx_count", "terminal_risk")
                .forEach(feature -> Stream.of("_1d", "_7d", "_30d").forEach(window -> {
                    if (feature.contains("count")) fields.requiredLong(feature + window);
                    else fields.requiredDouble(feature + window);
                }));
        fields.requiredLong("tx_during_weekend").requiredLong("tx_during_night");
        return fields.endRecord();
    }

    private void fields(int row, ParquetFieldsWriter.Fields out) {
        out.put(0, columns.ids[row]);
        out.put(1, columns.times[row]);
        int field = 2;
        for (int w = 0; w < WINDOWS; w++) out.put(field++, customerCounts[row * WINDOWS + w]);
        for (int w = 0; w < WINDOWS; w++)
            out.put(field++, customerSums[row * WINDOWS + w] / amountUnits / customerCounts[row * WINDOWS + w]);
        for (int w = 0; w < WINDOWS; w++) out.put(field++, terminalCounts[row * WINDOWS + w]);
        for (int w = 0; w < WINDOWS; w++) {
            int count = terminalCounts[row * WINDOWS + w];
            out.put(field++, count == 0 ? 0.0 : (double) frauds[row * WINDOWS + w] / count);
        }
        long hours = Math.floorDiv(columns.times[row], HOUR);
        // the epoch began on a Thursday
        long weekday = Math.floorMod(Math.floorDiv(hours, 24) + 3, 7L);
        out.put(field++, weekday >= 5 ? 1L : 0L);
        out.put(field, Math.floorMod(hours, 24L) <= LAST_NIGHT_HOUR ? 1L : 0L);
    }
}
