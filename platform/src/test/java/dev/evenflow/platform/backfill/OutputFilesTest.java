package dev.evenflow.platform.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {

    @TempDir
    private Path directory;

    @Test
    void rowsOfCsvAreLinesWithoutHeaders() throws IOException {
        Path day = Files.createDirectories(directory.resolve("day"));
        Files.writeString(day.resolve("a.csv"), "id,x\n1,2\n3,4\n");
        Files.writeString(day.resolve("b.csv"), "id,x\n5,6\n");
        Files.writeString(day.resolve(".c.csv.inprogress"), "id,x\n7,8\n");
        assertThat(OutputFiles.count(directory)).isEqualTo(new OutputFiles(2, 22, 3));
    }

    @Test
    void rowsOfAvroAreCountedOverBlocks() throws IOException {
        Schema schema = SchemaBuilder.record("R").fields().requiredInt("i").endRecord();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, directory.resolve("a.avro").toFile());
            for (int i = 0; i < 1_000; i++) {
                GenericRecord record = new GenericData.Record(schema);
                record.put("i", i);
                writer.append(record);
                if (i % 300 == 0) {
                    writer.sync();
                }
            }
        }
        assertThat(OutputFiles.count(directory).rows()).isEqualTo(1_000);
    }

    @Test
    void aDirectoryThatWasNeverWrittenHasNothing() {
        assertThat(OutputFiles.count(directory.resolve("none"))).isEqualTo(new OutputFiles(0, 0, 0));
    }
}
