package dev.evenflow.flink.files;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

/** Writes an Avro container file (deflate); the records' conversion is the caller's. */
public final class AvroFileWriter<T> implements BulkWriter<T> {
    private final DataFileWriter<IndexedRecord> file;
    private final ToRecord<T> conversion;

    /** Turns what is written into a record of the file's schema. */
    @FunctionalInterface
    public interface ToRecord<T> extends java.io.Serializable {
        IndexedRecord of(T value);
    }

    public AvroFileWriter(FSDataOutputStream stream, Schema schema, ToRecord<T> conversion) throws IOException {
        this.conversion = conversion;
        SpecificData data = new SpecificData();
        data.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimestampMillisConversion());
        this.file = new DataFileWriter<>(new GenericDatumWriter<>(schema, data));
        this.file.setCodec(CodecFactory.deflateCodec(1));
        this.file.create(schema, new UnclosedOutput(stream));
    }

    @Override
    public void addElement(T element) throws IOException {
        file.append(conversion.of(element));
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public void finish() throws IOException {
        file.close();
    }
}
