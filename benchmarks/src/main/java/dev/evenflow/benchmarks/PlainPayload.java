package dev.evenflow.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** What of a record has no column of its own, as Avro: the same content that the archive seals. Not thread-safe. */
final class PlainPayload {
    private final int[] kept;
    private final GenericData.Record payload;
    private final GenericDatumWriter<GenericData.Record> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

    PlainPayload(Schema schema, List<String> fields) {
        kept = fields.stream().mapToInt(name -> schema.getField(name).pos()).toArray();
        payload = new GenericData.Record(schema);
        writer = new GenericDatumWriter<>(schema);
        for (Schema.Field field : schema.getFields()) payload.put(field.pos(), blank(field.schema()));
    }

    private static @Nullable Object blank(Schema type) {
        if (type.isNullable()) return null;
        return switch (type.getType()) {
            case STRING -> "";
            case LONG -> 0L;
            case ENUM -> new GenericData.EnumSymbol(type, type.getEnumSymbols().get(0));
            default -> throw new IllegalStateException("a field of type " + type + ", expected string, long or enum");
        };
    }

    ByteBuffer of(IndexedRecord record) throws IOException {
        for (int position : kept) payload.put(position, record.get(position));
        bytes.reset();
        writer.write(payload, encoder);
        encoder.flush();
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
