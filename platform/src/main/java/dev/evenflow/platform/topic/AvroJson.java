package dev.evenflow.platform.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro data as JSON that a person reads: unions without wrappers, times in ISO 8601, decimals as numbers with their
 * scale, bytes in base64. Not meant to be read back.
 */
public final class AvroJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private AvroJson() {}

    /** @param value as a reader without logical type conversions gives it */
    public static JsonNode of(Schema schema, @Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case UNION -> of(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
            case RECORD -> record(schema, (IndexedRecord) value);
            case ARRAY -> {
                ArrayNode array = JSON.arrayNode();
                ((Collection<?>) value).forEach(each -> array.add(of(schema.getElementType(), each)));
                yield array;
            }
            case MAP -> {
                ObjectNode map = JSON.objectNode();
                ((Map<?, ?>) value).forEach((key, each) -> map.set(key.toString(), of(schema.getValueType(), each)));
                yield map;
            }
            case STRING, ENUM -> JSON.textNode(value.toString());
            case BYTES -> bytes(logical, copy((ByteBuffer) value));
            case FIXED -> bytes(logical, ((GenericFixed) value).bytes());
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? JSON.textNode(LocalDate.ofEpochDay((Integer) value).toString())
                        : JSON.numberNode((Integer) value);
            case LONG -> time(logical, (Long) value);
            case FLOAT -> JSON.numberNode((Float) value);
            case DOUBLE -> JSON.numberNode((Double) value);
            case BOOLEAN -> JSON.booleanNode((Boolean) value);
            case NULL -> JSON.nullNode();
        };
    }

    private static ObjectNode record(Schema schema, IndexedRecord record) {
        ObjectNode object = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
            object.set(field.name(), of(field.schema(), record.get(field.pos())));
        }
        return object;
    }

    private static JsonNode bytes(@Nullable LogicalType logical, byte[] bytes) {
        return logical instanceof LogicalTypes.Decimal decimal
                ? JSON.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()))
                : JSON.textNode(Base64.getEncoder().encodeToString(bytes));
    }

    private static JsonNode time(@Nullable LogicalType logical, long value) {
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return JSON.textNode(Instant.ofEpochMilli(value).toString());
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return JSON.textNode(
                    Instant.EPOCH.plusNanos(Math.multiplyExact(value, 1_000L)).toString());
        }
        return JSON.numberNode(value);
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
