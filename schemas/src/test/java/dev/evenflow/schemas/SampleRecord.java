package dev.evenflow.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.jspecify.annotations.Nullable;

/** Made-up records that depend on nothing but their schema, and their encodings. */
final class SampleRecord {
    /** {@code full} sets every optional field, {@code sparse} none. */
    static final List<String> VARIANTS = List.of("full", "sparse");

    private SampleRecord() {}

    static GenericData.Record of(Schema schema, String variant) {
        GenericData.Record record = new GenericData.Record(schema);
        int position = 0;
        for (Schema.Field field : schema.getFields())
            record.put(field.pos(), value(field.name(), field.schema(), variant.equals("full"), ++position));
        return record;
    }

    private static @Nullable Object value(String name, Schema type, boolean full, int position) {
        if (type.getType() == Schema.Type.UNION) {
            if (!full && type.isNullable()) return null;
            type = type.getTypes().stream()
                    .filter(option -> option.getType() != Schema.Type.NULL)
                    .findFirst()
                    .orElseThrow();
        }
        return switch (type.getType()) {
            case STRING -> name + " " + position + " ü";
            case BYTES ->
                ByteBuffer.wrap(
                        type.getLogicalType() == null
                                ? (name + "\0").getBytes(StandardCharsets.UTF_8)
                                : BigInteger.valueOf(-1_234_567L * position).toByteArray());
            case INT -> -position;
            case LONG -> 1_760_000_000_123L + position;
            case FLOAT -> position / 8f;
            case DOUBLE -> position / 10.0;
            case BOOLEAN -> position % 2 == 0;
            case ENUM ->
                new GenericData.EnumSymbol(
                        type, type.getEnumSymbols().get(type.getEnumSymbols().size() - 1));
            case RECORD -> of(type, full ? "full" : "sparse");
            case ARRAY -> array(name, type, full, position);
            case MAP ->
                full
                        ? Map.of(name, Objects.requireNonNull(value(name, type.getValueType(), true, position)))
                        : Map.of();
            default -> throw new IllegalArgumentException(name + ": no sample for " + type);
        };
    }

    /** One element of each branch where the elements are a union, else one; none in a sparse record. */
    private static List<@Nullable Object> array(String name, Schema type, boolean full, int position) {
        List<@Nullable Object> elements = new ArrayList<>();
        if (!full) return elements;
        Schema element = type.getElementType();
        List<Schema> branches = element.isUnion() ? element.getTypes() : List.of(element);
        for (Schema branch : branches)
            elements.add(branch.getType() == Schema.Type.NULL ? null : value(name, branch, true, position));
        return elements;
    }

    static byte[] encode(GenericData.Record record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    static GenericData.Record decode(byte[] bytes, Schema written, Schema read) throws IOException {
        return new GenericDatumReader<GenericData.Record>(written, read)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    static String toJson(GenericData.Record record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out, true);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
