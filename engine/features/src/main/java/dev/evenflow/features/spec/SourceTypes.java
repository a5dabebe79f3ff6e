package dev.evenflow.features.spec;

import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a source's Avro schema says of its fields, as far as features need it. */
final class SourceTypes {
    enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        REAL,
        FLAG,
        TIME,
        OTHER
    }

    /** Most decimal places a number is held at: with more, a long has no room for amounts. */
    static final int LARGEST_SCALE = 9;

    private final Schema schema;

    SourceTypes(Schema schema) {
        this.schema = schema;
    }

    String name() {
        return schema.getFullName();
    }

    List<String> fields() {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    boolean has(String field) {
        return schema.getField(field) != null;
    }

    /** The kind of a field's value; null where there is no such field. */
    @Nullable
    Kind kind(String field) {
        Schema type = type(field);
        if (type == null) return null;
        LogicalType logical = type.getLogicalType();
        return switch (type.getType()) {
            case STRING, ENUM -> Kind.TEXT;
            case INT -> logical == null ? Kind.WHOLE : Kind.OTHER;
            case LONG ->
                logical == null ? Kind.WHOLE : logical instanceof LogicalTypes.TimestampMillis ? Kind.TIME : Kind.OTHER;
            case BYTES, FIXED ->
                logical instanceof LogicalTypes.Decimal decimal && decimal.getScale() <= LARGEST_SCALE
                        ? Kind.DECIMAL
                        : Kind.OTHER;
            case FLOAT, DOUBLE -> Kind.REAL;
            case BOOLEAN -> Kind.FLAG;
            default -> Kind.OTHER;
        };
    }

    int decimalScale(String field) {
        Schema type = type(field);
        return type != null && type.getLogicalType() instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : 0;
    }

    String describe(String field) {
        Schema type = type(field);
        if (type == null) return "no field";
        LogicalType logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal && decimal.getScale() > LARGEST_SCALE)
            return "Avro decimal of scale " + decimal.getScale() + " (at most " + LARGEST_SCALE + " can be held)";
        return "Avro " + (logical == null ? type.getType().getName() : logical.getName());
    }

    private @Nullable Schema type(String name) {
        Schema.Field field = schema.getField(name);
        if (field == null) return null;
        Schema type = field.schema();
        if (type.getType() != Schema.Type.UNION) return type;
        List<Schema> branches = type.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.get(0) : Schema.create(Schema.Type.NULL);
    }
}
