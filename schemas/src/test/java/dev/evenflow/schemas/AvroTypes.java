package dev.evenflow.schemas;

import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What an Avro type is called in a contract. */
final class AvroTypes {
    private AvroTypes() {}

    static Schema withoutNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) return schema;
        List<Schema> others = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .toList();
        if (others.size() != 1)
            throw new IllegalArgumentException("expected a union of null and one type, not " + schema);
        return others.get(0);
    }

    static String logicalType(Schema type) {
        if (type.getLogicalType() instanceof LogicalTypes.TimestampMillis
                || type.getLogicalType() instanceof LogicalTypes.TimestampMicros) return "date";
        if (type.getLogicalType() instanceof LogicalTypes.Decimal) return "number";
        return switch (type.getType()) {
            case STRING, ENUM, BYTES -> "string";
            case INT, LONG -> "integer";
            case FLOAT, DOUBLE -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case MAP, RECORD -> "object";
            default -> throw new IllegalArgumentException("no ODCS type known for " + type);
        };
    }

    static String physicalType(Schema type) {
        String name = type.getType() == Schema.Type.ENUM
                ? "enum"
                : type.getType().getName().toLowerCase(Locale.ROOT);
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal)
            return name + " (decimal " + decimal.getPrecision() + "," + decimal.getScale() + ")";
        return type.getLogicalType() == null
                ? name
                : name + " (" + type.getLogicalType().getName() + ")";
    }
}
