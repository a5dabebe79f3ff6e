package dev.evenflow.flink.files;

import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Reads the records of one Avro container file as the reader's schema. */
final class AvroRecords implements RecordFile {
    private final DataFileStream<IndexedRecord> file;

    AvroRecords(InputStream stream, Schema schema) throws IOException {
        file = new DataFileStream<>(stream, new GenericDatumReader<>(schema, schema, new GenericData()));
    }

    @Override
    public @Nullable IndexedRecord next() {
        return file.hasNext() ? file.next() : null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
