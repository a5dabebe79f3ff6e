package dev.evenflow.flink.files;

import dev.evenflow.flink.avro.DeadLetters;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of Avro records, each by one reader, as the reader's schema: Avro container files and Parquet files, told
 * apart by their first bytes. A file that is neither, or is damaged, is an {@link IOException}: history must be whole.
 */
public final class RecordFileFormat<T> implements StreamFormat<Decoded<T>> {
    private static final long serialVersionUID = 1L;
    private static final String PARQUET = "PAR1";
    private static final String AVRO = "Obj\u0001";
    private static final int MAGIC = 4;

    private final String job;
    private final String source;
    private final String readerSchema;
    private final RecordReader<T> reader;
    private final TypeInformation<T> type;
    private final Set<String> fields;

    /**
     * @param source what dead letters name as their origin: the directory
     * @param fields of the schema that the reader asks for, so that others need not be read
     */
    public RecordFileFormat(
            String job,
            String source,
            Schema readerSchema,
            RecordReader<T> reader,
            TypeInformation<T> type,
            Collection<String> fields) {
        this.fields = new HashSet<>(fields);
        this.job = job;
        this.source = source;
        this.readerSchema = readerSchema.toString();
        this.reader = reader;
        this.type = type;
    }

    @Override
    public StreamFormat.Reader<Decoded<T>> createReader(
            Configuration config, FSDataInputStream stream, long length, long splitEnd) throws IOException {
        Schema schema = new Schema.Parser().parse(readerSchema);
        String magic = new String(stream.readNBytes(MAGIC), StandardCharsets.ISO_8859_1);
        stream.seek(0);
        return switch (magic) {
            case PARQUET ->
                new FileReader(
                        schema,
                        ParquetRecords.fields(stream, length, schema, fields),
                        () -> new ParquetRecords(stream, length, schema));
            case AVRO -> new FileReader(schema, new AvroRecords(stream, schema), null);
            default ->
                throw new IOException("a file below " + source
                        + " is neither an Avro container file nor a Parquet file: it is " + length
                        + " bytes long and begins with " + printable(magic));
        };
    }

    private static String printable(String magic) {
        return "'" + magic.replaceAll("[^ -~]", "?") + "'";
    }

    @Override
    public StreamFormat.Reader<Decoded<T>> restoreReader(
            Configuration config, FSDataInputStream stream, long offset, long length, long splitEnd)
            throws IOException {
        // Flink then skips the records that were read before.
        return createReader(config, stream, length, splitEnd);
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return new DecodedTypeInfo<>(type);
    }

    /** Opens the file again, for whole records. */
    private interface WholeRecords {
        RecordFile open() throws IOException;
    }

    private final class FileReader implements StreamFormat.Reader<Decoded<T>> {
        private final Schema schema;
        private final @Nullable WholeRecords wholeRecords;
        /** Positions of rejected records that were not read whole, as a dead letter has to hold them. */
        private final ArrayDeque<Long> rejected = new ArrayDeque<>();

        private RecordFile file;
        private boolean again;
        private long position = -1;

        /** @param wholeRecords null where the file gives them anyway */
        FileReader(Schema schema, RecordFile file, @Nullable WholeRecords wholeRecords) {
            this.schema = schema;
            this.file = file;
            this.wholeRecords = file instanceof ParquetFields ? wholeRecords : null;
        }

        @Override
        public @Nullable Decoded<T> read() throws IOException {
            for (IndexedRecord next = next(); next != null; next = next()) {
                position++;
                if (again) {
                    Long wanted = rejected.peek();
                    if (wanted == null) return null;
                    if (wanted != position) continue;
                    rejected.remove();
                }
                try {
                    return Decoded.of(reader.read(next, -1, position, -1));
                } catch (RejectedRecordException e) {
                    if (wholeRecords == null || again)
                        return Decoded.rejected(
                                DeadLetters.of(job, e, source, -1, position, -1, null, bytes(schema, next)));
                    rejected.add(position);
                }
            }
            if (again || rejected.isEmpty() || wholeRecords == null) return null;
            file = wholeRecords.open();
            again = true;
            position = -1;
            return read();
        }

        private @Nullable IndexedRecord next() throws IOException {
            try {
                return file.next();
            } catch (AvroRuntimeException e) {
                throw new IOException(
                        "a file below " + source + " is damaged after record " + position + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** The record in Avro binary: in a file there is no other form of one record. */
    static byte[] bytes(Schema schema, IndexedRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<IndexedRecord>(schema).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
