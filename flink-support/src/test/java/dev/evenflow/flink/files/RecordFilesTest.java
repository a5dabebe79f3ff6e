package dev.evenflow.flink.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.operations.RejectionReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilesTest {
    private static final Schema SCHEMA = schema(4, LogicalTypes.timestampMillis());
    private static final List<String> NAMES =
            SCHEMA.getFields().stream().map(Schema.Field::name).toList();
    private static final RecordReader<String> TEXT = (avro, partition, offset, timestamp) -> {
        if (offset == 7) throw new RejectedRecordException(RejectionReason.INVALID_FIELD, "the seventh");
        return offset + ":" + avro;
    };

    @TempDir
    Path directory;

    private static Schema schema(int scale, org.apache.avro.LogicalType time) {
        return SchemaBuilder.record("Sale")
                .fields()
                .requiredString("id")
                .name("time")
                .type(time.addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault()
                .name("amount")
                .type(LogicalTypes.decimal(18, scale).addToSchema(Schema.create(Schema.Type.BYTES)))
                .noDefault()
                .name("note")
                .type()
                .unionOf()
                .nullType()
                .and()
                .stringType()
                .endUnion()
                .nullDefault()
                .name("share")
                .type()
                .unionOf()
                .nullType()
                .and()
                .doubleType()
                .endUnion()
                .nullDefault()
                .requiredBoolean("night")
                .name("recent")
                .type()
                .array()
                .items()
                .stringType()
                .noDefault()
                .endRecord();
    }

    private static GenericRecord sale(Schema schema, int i) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", "s" + i);
        record.put("time", 1_700_000_000_000L + i);
        record.put("amount", ByteBuffer.wrap(new byte[] {(byte) i, 1}));
        record.put("note", i % 3 == 0 ? null : "a \"note\", with\nlines " + i);
        record.put("share", i % 2 == 0 ? null : i / 10.0);
        record.put("night", i % 2 == 0);
        record.put("recent", List.of("x" + i, "y"));
        return record;
    }

    private interface WriterFactory {
        BulkWriter<GenericRecord> on(FSDataOutputStream stream) throws IOException;
    }

    private Path write(String name, WriterFactory factory, Schema schema) throws IOException {
        Path file = directory.resolve(name);
        FileSystem files = LocalFileSystem.getSharedInstance();
        try (FSDataOutputStream stream =
                files.create(new org.apache.flink.core.fs.Path(file.toUri()), FileSystem.WriteMode.NO_OVERWRITE)) {
            BulkWriter<GenericRecord> writer = factory.on(stream);
            for (int i = 0; i < 1_000; i++) writer.addElement(sale(schema, i));
            writer.finish();
        }
        return file;
    }

    private Path write(String format, Schema schema) throws IOException {
        return write(
                "sales." + format,
                stream -> format.equals("avro")
                        ? new AvroFileWriter<>(stream, schema, r -> r)
                        : new ParquetFileWriter<>(stream, schema, r -> r),
                schema);
    }

    private List<Decoded<String>> read(Path file) throws IOException {
        var format = new RecordFileFormat<>("job", "sales", SCHEMA, TEXT, Types.STRING, NAMES);
        List<Decoded<String>> read = new ArrayList<>();
        var path = new org.apache.flink.core.fs.Path(file.toUri());
        long length = Files.size(file);
        try (FSDataInputStream stream = LocalFileSystem.getSharedInstance().open(path);
                StreamFormat.Reader<Decoded<String>> reader =
                        format.createReader(new Configuration(), stream, length, length)) {
            for (Decoded<String> next = reader.read(); next != null; next = reader.read()) read.add(next);
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"avro", "parquet"})
    void readsWhatItWrote(String format) throws IOException {
        List<Decoded<String>> read = read(write(format, SCHEMA));
        assertThat(read).hasSize(1_000);
        for (int i = 0; i < read.size(); i++)
            if (i != 7) assertThat(read.get(i).value()).isEqualTo(i + ":" + sale(SCHEMA, i));
        var letter = read.get(7).rejected();
        assertThat(letter).isNotNull();
        assertThat(letter.getDetail()).isEqualTo("the seventh");
        assertThat(letter.getSourcePartition()).isEqualTo(-1);
        assertThat(letter.getSourceOffset()).isEqualTo(7);
        assertThat(letter.getOriginalValue())
                .isEqualTo(ByteBuffer.wrap(RecordFileFormat.bytes(SCHEMA, sale(SCHEMA, 7))));
    }

    @Test
    void refusesParquetOfOtherUnits() throws IOException {
        Path micros = write("parquet", schema(4, LogicalTypes.timestampMicros()));
        assertThatThrownBy(() -> read(micros))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column 'time' is timestamp-micros, expected timestamp-millis");
        Files.delete(micros);
        Path cents = write("parquet", schema(2, LogicalTypes.timestampMillis()));
        assertThatThrownBy(() -> read(cents))
                .hasMessageContaining("column 'amount' is decimal(18,2), expected decimal(18,4)");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "hello world");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither an Avro container file nor a Parquet file")
                .hasMessageContaining("'hell'");
    }

    @Test
    void aDamagedFileSaysAfterWhichRecord() throws IOException {
        Path file = write("avro", SCHEMA);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class).hasMessageContaining("below sales");
    }

    @Test
    void csvHasAHeaderAndQuotesWhatNeedsIt() throws IOException {
        Path file = write("sales.csv", stream -> new CsvFileWriter<>(stream, flat(), r -> strip(r)), SCHEMA);
        assertThat(Files.readString(file))
                .startsWith("id,time,note,share,night\n"
                        + "s0,2023-11-14T22:13:20Z,,,1\n"
                        + "s1,2023-11-14T22:13:20.001Z,\"a \"\"note\"\", with\nlines 1\",0.1,0\n"
                        + "s2,2023-11-14T22:13:20.002Z,\"a \"\"note\"\", with\nlines 2\",,1\n"
                        + "s3,2023-11-14T22:13:20.003Z,,0.3,0\n");
    }

    private static Schema flat() {
        List<Schema.Field> fields = new ArrayList<>();
        for (String name : List.of("id", "time", "note", "share", "night"))
            fields.add(new Schema.Field(name, SCHEMA.getField(name).schema()));
        return Schema.createRecord("Flat", null, null, false, fields);
    }

    private static GenericRecord strip(GenericRecord full) {
        GenericRecord record = new GenericData.Record(flat());
        for (Schema.Field field : record.getSchema().getFields()) record.put(field.name(), full.get(field.name()));
        return record;
    }
}
