package dev.evenflow.platform.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/** Formats of a history's files. */
public enum HistoryFormat {
    /** Avro container files (deflate), which {@code replay} and {@code backfill} read. */
    AVRO {
        @Override
        HistoryParts.Part open(Path file, Schema schema) throws IOException {
            DataFileWriter<SpecificRecord> made = new DataFileWriter<>(new SpecificDatumWriter<>(schema));
            // every reader of Avro has deflate; other codecs need a jar of their own
            made.setCodec(CodecFactory.deflateCodec(3));
            made.setSyncInterval(256 << 10);
            DataFileWriter<SpecificRecord> open = made.create(
                    schema, new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), marker(file, schema));
            return new HistoryParts.Part() {
                @Override
                public void write(SpecificRecord value) throws IOException {
                    open.append(value);
                }

                @Override
                public void close() throws IOException {
                    open.close();
                }
            };
        }
    },
    /** Parquet files (Snappy), which {@code backfill} reads, and so do most tools. */
    PARQUET {
        @Override
        HistoryParts.Part open(Path file, Schema schema) throws IOException {
            SpecificData data = new SpecificData();
            data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
            data.addLogicalTypeConversion(new org.apache.avro.Conversions.DecimalConversion());
            ParquetWriter<SpecificRecord> open = AvroParquetWriter.<SpecificRecord>builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration())
                    .withSchema(schema)
                    .withDataModel(data)
                    .withCompressionCodec(CompressionCodecName.SNAPPY)
                    .build();
            return new HistoryParts.Part() {
                @Override
                public void write(SpecificRecord value) throws IOException {
                    open.write(value);
                }

                @Override
                public void close() throws IOException {
                    open.close();
                }
            };
        }
    };

    abstract HistoryParts.Part open(Path file, Schema schema) throws IOException;

    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Avro's own marker is random, which would make two runs differ. */
    private static byte[] marker(Path file, Schema schema) {
        UUID id = UUID.nameUUIDFromBytes(
                (schema.getFullName() + "/" + file.getFileName()).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
