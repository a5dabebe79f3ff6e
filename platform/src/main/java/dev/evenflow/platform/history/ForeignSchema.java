package dev.evenflow.platform.history;

import dev.evenflow.payments.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Transactions as somebody writes them who did not ask: {@code amount} is text, {@code currency} is gone. The registry
 * would refuse it for the topic's own subject, so it is registered under another, as a careless producer does.
 */
final class ForeignSchema {
    static final String SUBJECT = "transactions-of-a-careless-producer-value";

    static final Schema SCHEMA = change(Transaction.getClassSchema());

    private static final GenericDatumReader<GenericRecord> READER =
            new GenericDatumReader<>(Transaction.getClassSchema(), Transaction.getClassSchema(), new GenericData());

    private ForeignSchema() {}

    private static Schema change(Schema schema) {
        List<Schema.Field> fields = schema.getFields().stream()
                .filter(field -> !field.name().equals("currency"))
                .map(field -> new Schema.Field(
                        field.name(),
                        field.name().equals("amount") ? Schema.create(Schema.Type.STRING) : field.schema(),
                        field.doc(),
                        field.hasDefaultValue() ? field.defaultVal() : null))
                .toList();
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    /** @param avro of a transaction, without the registry's header */
    static byte[] rewrite(byte[] avro, int offset, Transaction transaction) throws IOException {
        GenericRecord original =
                READER.read(null, DecoderFactory.get().binaryDecoder(avro, offset, avro.length - offset, null));
        GenericRecord foreign = new GenericData.Record(SCHEMA);
        for (Schema.Field field : SCHEMA.getFields()) {
            foreign.put(
                    field.name(),
                    field.name().equals("amount")
                            ? transaction.getAmount().toPlainString()
                            : original.get(field.name()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(avro.length + 16);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(SCHEMA).write(foreign, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
