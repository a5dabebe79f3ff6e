package dev.evenflow.flink.files;

import dev.evenflow.flink.avro.DeadLetters;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** Reads Avro container files, each by one reader, as the reader's schema; damaged files fail the job with their name. */
public final class AvroFileFormat<T> extends SimpleStreamFormat<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final String job;
    private final String source;
    private final String readerSchema;
    private final RecordReader<T> reader;
    private final TypeInformation<T> type;

    /** @param source what dead letters name as their origin: the directory */
    public AvroFileFormat(
            String job, String source, Schema readerSchema, RecordReader<T> reader, TypeInformation<T> type) {
        this.job = job;
        this.source = source;
        this.readerSchema = readerSchema.toString();
        this.reader = reader;
        this.type = type;
    }

    @Override
    public StreamFormat.Reader<Decoded<T>> createReader(Configuration config, FSDataInputStream stream)
            throws IOException {
        Schema schema = new Schema.Parser().parse(readerSchema);
        return new FileReader(
                schema,
                new DataFileStream<>(stream, new GenericDatumReader<IndexedRecord>(schema, schema, new GenericData())));
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return new DecodedTypeInfo<>(type);
    }

    private final class FileReader implements StreamFormat.Reader<Decoded<T>> {
        private final Schema schema;
        private final DataFileStream<IndexedRecord> file;
        private long position = -1;

        FileReader(Schema schema, DataFileStream<IndexedRecord> file) {
            this.schema = schema;
            this.file = file;
        }

        @Override
        public @Nullable Decoded<T> read() throws IOException {
            if (!file.hasNext()) return null;
            IndexedRecord next = file.next();
            position++;
            try {
                return Decoded.of(reader.read(next, -1, position));
            } catch (RejectedRecordException e) {
                return Decoded.rejected(DeadLetters.of(job, e, source, -1, position, -1, null, bytes(schema, next)));
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** The record in Avro binary: in a container file there is no other form of one record. */
    static byte[] bytes(Schema schema, IndexedRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<IndexedRecord>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
