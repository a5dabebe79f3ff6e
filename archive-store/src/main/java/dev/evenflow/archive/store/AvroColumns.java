package dev.evenflow.archive.store;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * An Avro record's schema as columns of an Iceberg table: enums become strings, timestamps count as UTC, comments stay.
 *
 * <p>Iceberg's own translation would take Avro's timestamps for local ones.
 */
final class AvroColumns {
    private int nextId = 1;

    private AvroColumns() {}

    /** Ids are provisional: the catalog numbers the columns itself when it creates the table. */
    static org.apache.iceberg.Schema of(Schema record) {
        return new org.apache.iceberg.Schema(new AvroColumns().fields(record));
    }

    private List<Types.NestedField> fields(Schema record) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            int id = nextId++;
            boolean optional = field.schema().isNullable();
            fields.add(Types.NestedField.builder()
                    .withId(id)
                    .withName(field.name())
                    .isOptional(optional)
                    .ofType(type(nonNull(field.schema())))
                    .withDoc(field.doc())
                    .build());
        }
        return fields;
    }

    private Type type(Schema schema) {
        return switch (schema.getType()) {
            case STRING, ENUM -> Types.StringType.get();
            case BYTES -> Types.BinaryType.get();
            case BOOLEAN -> Types.BooleanType.get();
            case INT -> Types.IntegerType.get();
            case DOUBLE -> Types.DoubleType.get();
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
                        ? Types.TimestampType.withZone()
                        : Types.LongType.get();
            case RECORD -> Types.StructType.of(fields(schema));
            case ARRAY -> {
                int id = nextId++;
                Schema element = schema.getElementType();
                yield element.isNullable()
                        ? Types.ListType.ofOptional(id, type(nonNull(element)))
                        : Types.ListType.ofRequired(id, type(element));
            }
            default ->
                throw new ArchiveStoreException("the archive's tables have no columns for Avro's " + schema.getType()
                        + "; expected string, bytes, boolean, int, long, double, enum, array or record");
        };
    }

    static Schema nonNull(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        if (branches.size() != 1) {
            throw new ArchiveStoreException("the archive's tables have no columns for the union " + schema);
        }
        return branches.get(0);
    }
}
