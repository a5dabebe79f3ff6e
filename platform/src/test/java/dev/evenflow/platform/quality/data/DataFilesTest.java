package dev.evenflow.platform.quality.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class DataFilesTest {
    private static final Schema SCHEMA = SchemaBuilder.record("R")
            .fields()
            .requiredString("city")
            .optionalLong("size")
            .endRecord();

    @TempDir
    Path dir;

    private static List<IndexedRecord> records(@Nullable Schema schema, Path... paths) {
        List<IndexedRecord> records = new ArrayList<>();
        long count = new DataFiles(List.of(paths), schema).read((file, row, record) -> records.add(record));
        assertThat(count).isEqualTo(records.size());
        return records;
    }

    private Path csv(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static GenericData.Record record(int i) {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("city", "Ulm " + i);
        record.put("size", i == 1 ? null : (Long) (long) i);
        return record;
    }

    @Test
    void columnsGetTheNarrowestTypeThatFitsThemAll() throws IOException {
        Path first = csv(
                "1.csv",
                "id,price,zip,ok,day,at,name,none\n"
                        + "1,2,00501,true,2024-02-29,2024-02-29 12:00:00,\"Ulm, \"\"an\"\" der\nDonau\",\n"
                        + "-7,2.5,12345,FALSE,2024-03-01,2024-02-29T12:00:00.5+01:00,Köln,\n");
        Path second = csv("2.csv", "price,id\n,3\n");

        List<IndexedRecord> records = records(null, first, second);

        assertThat(records).hasSize(3);
        assertThat(records.get(0).toString())
                .isEqualTo(
                        "{\"id\": 1, \"price\": 2.0, \"zip\": \"00501\", \"ok\": true, \"day\": 19782, \"at\": 1709208000000,"
                                + " \"name\": \"Ulm, \\\"an\\\" der\\nDonau\", \"none\": null}");
        assertThat(records.get(1).get(5)).isEqualTo(1709204400500L);
        assertThat(records.get(2).get(0)).isEqualTo(3L);
        assertThat(records.get(2).get(1)).isNull();
        assertThat(records.get(0)
                        .getSchema()
                        .getField("day")
                        .schema()
                        .getTypes()
                        .get(1)
                        .getLogicalType()
                        .getName())
                .isEqualTo("date");
    }

    @Test
    void aGivenSchemaIsKeptAndWhatDoesNotFitIsNamed() throws IOException {
        Path file = csv("a.csv", "size,city,extra\n4,Ulm,x\nmany,Köln,y\n");

        assertThatThrownBy(() -> records(SCHEMA, file))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("a.csv:3: size: expected long, found 'many'");
        Path good = csv("b.csv", "size,city,extra\n4,Ulm,x\n,,\n");
        assertThat(records(SCHEMA, good).toString())
                .isEqualTo("[{\"city\": \"Ulm\", \"size\": 4}, {\"city\": \"\", \"size\": null}]");
        assertThatThrownBy(() -> records(SCHEMA, csv("c.csv", "city\nUlm,7\n")))
                .hasMessageContaining("c.csv:2: 2 cells, but 1 columns");
        assertThatThrownBy(() -> records(SCHEMA, csv("d.csv", ""))).hasMessageContaining("d.csv: empty");
        assertThatThrownBy(() -> records(SCHEMA, csv("e.csv", "city\n\"Ulm\n")))
                .hasMessageContaining("a quoted cell does not end");
        assertThatThrownBy(() -> records(null, dir.resolve("x.txt")))
                .hasMessageContaining("expected a file that ends with");
    }

    @Test
    void avroParquetAndPackedCsvBringTheSameRecords() throws IOException {
        Path avro = dir.resolve("in/r.avro");
        Files.createDirectories(avro.getParent());
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.create(SCHEMA, avro.toFile());
            writer.append(record(1));
            writer.append(record(2));
        }
        Path parquet = dir.resolve("in/r.parquet");
        try (ParquetWriter<IndexedRecord> writer = AvroParquetWriter.<IndexedRecord>builder(
                        new LocalOutputFile(parquet))
                .withSchema(SCHEMA)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withDataModel(new GenericData())
                .build()) {
            writer.write(record(1));
            writer.write(record(2));
        }
        try (OutputStream out =
                new XZOutputStream(Files.newOutputStream(dir.resolve("in/s.csv.xz")), new LZMA2Options())) {
            out.write("city,size\nUlm 1,\nUlm 2,2\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(dir.resolve("in/notes.txt"), "not data");

        List<IndexedRecord> records = records(null, dir.resolve("in"));

        assertThat(records).hasSize(6);
        for (int i = 0; i < 6; i++) {
            assertThat(records.get(i)).hasToString(record(1 + i % 2).toString());
        }
    }
}
