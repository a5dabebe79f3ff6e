package dev.evenflow.flink.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by column, read back by Parquet's own reader: values, nulls, encodings, least and largest values. */
class ParquetFieldsWriterTest {
    private static final Schema SCHEMA = SchemaBuilder.record("Row")
            .fields()
            .requiredString("id")
            .optionalString("text")
            .requiredString("constant")
            .requiredLong("few")
            .requiredLong("distinct")
            .requiredLong("later_distinct")
            .optionalLong("runs")
            .optionalDouble("real")
            .requiredDouble("real_distinct")
            .optionalBoolean("flag")
            .optionalLong("nothing")
            .endRecord();

    @TempDir
    Path directory;

    private static List<@Nullable Object> row(int number, Random random) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add("id-" + (char) ('a' + random.nextInt(26)) + number);
        row.add(
                random.nextInt(3) == 0
                        ? null
                        : List.of("", "Zürich", "日本", "\uD83D\uDE80", "x").get(random.nextInt(5)));
        row.add("always");
        row.add((long) random.nextInt(300));
        row.add(random.nextLong());
        row.add(number < 50_000 ? number % 9_000L : (long) number);
        row.add(number / 999 % 3 == 0 ? null : Long.valueOf(number / 131 % 17));
        row.add(random.nextInt(9) == 0 ? null : List.of(0.0, -0.0, 0.25, -7.5).get(random.nextInt(4)));
        row.add(random.nextGaussian());
        row.add(random.nextInt(4) == 0 ? null : random.nextBoolean());
        row.add(null);
        return row;
    }

    private static void fields(List<@Nullable Object> row, ParquetFieldsWriter.Fields out) {
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value == null) out.putNull(i);
            else if (value instanceof Long number) out.put(i, number.longValue());
            else if (value instanceof Double real) out.put(i, real.doubleValue());
            else if (value instanceof Boolean flag) out.put(i, flag.booleanValue());
            else out.put(i, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** One page, pages that fill up, and a dictionary that becomes too large (131,072 numbers). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 20_000, 20_001, 220_000})
    void valuesComeBack(int count) throws Exception {
        Path file = directory.resolve("rows.parquet");
        Random random = new Random(count);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ParquetFieldsWriter<List<@Nullable Object>> writer = new ParquetFieldsWriter<>(
                new LocalOutputFile(file), SCHEMA, ParquetFieldsWriterTest::fields, List.of("id"))) {
            for (int i = 0; i < count; i++) {
                rows.add(row(i, random));
                writer.write(rows.get(i));
            }
        }

        int at = 0;
        try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                        new LocalInputFile(file), new PlainParquetConfiguration())
                .withDataModel(new GenericData())
                .withCodecFactory(new ParquetCodecs())
                .build()) {
            for (GenericRecord next = reader.read(); next != null; next = reader.read(), at++)
                for (int i = 0; i < SCHEMA.getFields().size(); i++) {
                    Object value = next.get(i) instanceof CharSequence text ? text.toString() : next.get(i);
                    if (!java.util.Objects.equals(value, rows.get(at).get(i)))
                        assertThat(value)
                                .as("row %d, field %d", at, i)
                                .isEqualTo(rows.get(at).get(i));
                }
        }
        assertThat(at).isEqualTo(count);
        if (count == 220_000) encodingsAndStatistics(file, rows);
    }

    private static void encodingsAndStatistics(Path file, List<List<@Nullable Object>> rows) throws Exception {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try (ParquetFileReader reader = new ParquetFileReader(new LocalInputFile(file), options)) {
            assertThat(reader.getRowGroups()).hasSize(1);
            for (ColumnChunkMetaData column : reader.getRowGroups().get(0).getColumns()) {
                String name = column.getPath().toDotString();
                boolean dictionary = column.getEncodings().contains(Encoding.PLAIN_DICTIONARY);
                boolean plain = column.getEncodings().contains(Encoding.PLAIN);
                switch (name) {
                    case "text", "constant", "few", "runs", "real" ->
                        assertThat(dictionary).as(name).isTrue();
                    case "later_distinct" ->
                        assertThat(dictionary && plain).as(name).isTrue();
                    default -> assertThat(dictionary).as(name).isFalse();
                }
                int field = SCHEMA.getField(name).pos();
                List<Object> values = new ArrayList<>();
                for (List<@Nullable Object> row : rows) {
                    Object value = row.get(field);
                    if (value != null) values.add(value);
                }
                Statistics<?> statistics = column.getStatistics();
                assertThat(statistics.getNumNulls()).as(name).isEqualTo(rows.size() - values.size());
                if (values.isEmpty()) {
                    assertThat(statistics.hasNonNullValue()).as(name).isFalse();
                } else if (values.get(0) instanceof String) {
                    // letters, and what UTF-8 orders as UTF-16 does
                    List<String> sorted =
                            values.stream().map(Object::toString).sorted().toList();
                    assertThat(statistics.minAsString()).isEqualTo(sorted.get(0));
                    if (!name.equals("text"))
                        assertThat(statistics.maxAsString()).isEqualTo(sorted.get(sorted.size() - 1));
                    else assertThat(statistics.maxAsString()).isEqualTo("\uD83D\uDE80");
                } else {
                    List<Object> sorted = values.stream().sorted().toList();
                    assertThat(statistics.genericGetMin()).as(name).isEqualTo(sorted.get(0));
                    assertThat(statistics.genericGetMax()).as(name).isEqualTo(sorted.get(sorted.size() - 1));
                }
            }
        }
    }

    @Test
    void aValueOfAnotherTypeIsRefused() throws Exception {
        ParquetFieldsWriter<List<@Nullable Object>> writer = new ParquetFieldsWriter<>(
                new LocalOutputFile(directory.resolve("odd.parquet")),
                SCHEMA,
                ParquetFieldsWriterTest::fields,
                List.of());
        List<@Nullable Object> row = row(1, new Random(1));
        row.set(3, 0.5);
        assertThatThrownBy(() -> writer.write(row))
                .hasMessageContaining("'few'")
                .hasMessageContaining("expected INT64");
        row.set(0, null);
        assertThatThrownBy(() -> writer.write(row)).hasMessageContaining("null for column 'id'");
    }
}
