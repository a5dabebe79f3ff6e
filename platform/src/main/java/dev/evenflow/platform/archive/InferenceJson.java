package dev.evenflow.platform.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.archive.store.FoundInference;
import dev.evenflow.platform.topic.AvroJson;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * A row of the archive as JSON: its columns without those that are null, and under {@code request}, {@code response} and {@code
 * vector} what was sealed, or {@code "ERASED"}.
 */
final class InferenceJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private InferenceJson() {}

    static ObjectNode of(FoundInference found) {
        ObjectNode node = JSON.objectNode();
        node.put("place", found.place());
        columns(found.row(), node);
        found.opened().forEach((part, content) -> node.set(part, content(content)));
        if (!found.feedback().isEmpty()) {
            ArrayNode feedback = node.putArray("feedback");
            for (FoundInference.FoundFeedback one : found.feedback()) {
                ObjectNode entry = feedback.addObject();
                columns(one.row(), entry);
                if (one.row().getField("sealed") != null) {
                    entry.set("content", content(one.opened()));
                }
            }
        }
        return node;
    }

    private static JsonNode content(Optional<GenericRecord> opened) {
        if (opened.isEmpty()) {
            return JSON.textNode("ERASED");
        }
        GenericRecord record = opened.get();
        ObjectNode node = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            JsonNode value = AvroJson.of(field.schema(), record.get(field.pos()));
            // a required field that was not sealed is blank in here
            if (!isBlank(field.schema(), record.get(field.pos()), value)) {
                node.set(field.name(), value);
            }
        }
        return node;
    }

    private static boolean isBlank(Schema schema, Object value, JsonNode json) {
        return json.isNull()
                || json.isTextual() && json.asText().isEmpty()
                || schema.getType() == Schema.Type.ENUM
                || value instanceof Long number && number == 0;
    }

    private static void columns(Record row, ObjectNode node) {
        for (Types.NestedField column : row.struct().fields()) {
            Object value = row.getField(column.name());
            if (value != null && !column.name().endsWith("sealed")) {
                node.set(column.name(), value(value));
            }
        }
    }

    private static JsonNode value(Object value) {
        if (value instanceof Record struct) {
            ObjectNode node = JSON.objectNode();
            columns(struct, node);
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(element -> array.add(element == null ? JSON.nullNode() : value(element)));
            return array;
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return JSON.textNode(HexFormat.of().formatHex(copy));
        }
        if (value instanceof OffsetDateTime time) {
            return JSON.textNode(time.toInstant().toString());
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Double number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Boolean bool) {
            return JSON.booleanNode(bool);
        }
        return JSON.textNode(value.toString());
    }
}
