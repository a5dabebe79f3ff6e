package dev.evenflow.platform.quality.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/**
 * The narrowest type that fits every cell of a column in all files: long, double, boolean, date, timestamp (milliseconds), else text. Every field
 * may be null, which is what an empty cell is. A whole number with a leading zero is text: it is a code, not a quantity.
 */
final class CsvSchema {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,17})");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d+([.]\\d*)?|[.]\\d+)([eE][-+]?\\d+)?|-?Infinity|NaN");
    private static final Pattern CODE = Pattern.compile("-?0\\d.*");

    private CsvSchema() {}

    private enum Type {
        NOTHING,
        WHOLE,
        NUMBER,
        BOOLEAN,
        DATE,
        TIME,
        TEXT
    }

    static Schema of(List<Path> files) throws IOException {
        Map<String, Type> types = new LinkedHashMap<>();
        for (Path file : files) {
            try (CsvLines lines = new CsvLines(file)) {
                List<String> names =
                        lines.header().stream().map(CsvSchema::fieldName).toList();
                Type[] found = new Type[names.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = types.getOrDefault(names.get(i), Type.NOTHING);
                }
                for (List<String> cells = lines.next(); cells != null; cells = lines.next()) {
                    for (int i = 0; i < Math.min(found.length, cells.size()); i++) {
                        found[i] = widen(found[i], cells.get(i));
                    }
                }
                for (int i = 0; i < found.length; i++) {
                    types.put(names.get(i), found[i]);
                }
            }
        }
        List<Schema.Field> fields = new ArrayList<>();
        types.forEach((name, type) -> fields.add(new Schema.Field(
                name,
                Schema.createUnion(Schema.create(Schema.Type.NULL), schema(type)),
                null,
                Schema.Field.NULL_DEFAULT_VALUE)));
        return Schema.createRecord("Row", null, "csv", false, fields);
    }

    /** Every column a text that may be null. */
    static Schema ofTexts(Collection<String> columns) {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Row").namespace("csv").fields();
        for (String column : columns) {
            fields = fields.optionalString(fieldName(column));
        }
        return fields.endRecord();
    }

    /** A column's name as a field may have it. */
    static String fieldName(String column) {
        String name = column.strip().replaceAll("[^A-Za-z0-9_]", "_");
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    private static Type widen(Type sofar, String cell) {
        if (cell.isEmpty() || sofar == Type.TEXT) {
            return sofar;
        }
        Type type = type(cell);
        if (sofar == Type.NOTHING || sofar == type) {
            return type;
        }
        boolean numbers = (sofar == Type.WHOLE || sofar == Type.NUMBER) && (type == Type.WHOLE || type == Type.NUMBER);
        boolean times = (sofar == Type.DATE || sofar == Type.TIME) && (type == Type.DATE || type == Type.TIME);
        return numbers ? Type.NUMBER : times ? Type.TIME : Type.TEXT;
    }

    private static Type type(String cell) {
        if (WHOLE.matcher(cell).matches()) {
            return Type.WHOLE;
        }
        if (NUMBER.matcher(cell).matches()) {
            return CODE.matcher(cell).matches() ? Type.TEXT : Type.NUMBER;
        }
        if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
            return Type.BOOLEAN;
        }
        if (CsvTimes.looksLikeDate(cell)) {
            return Type.DATE;
        }
        return CsvTimes.looksLikeTime(cell) ? Type.TIME : Type.TEXT;
    }

    private static Schema schema(Type type) {
        SchemaBuilder.TypeBuilder<Schema> builder = SchemaBuilder.builder();
        return switch (type) {
            case WHOLE -> builder.longType();
            case NUMBER -> builder.doubleType();
            case BOOLEAN -> builder.booleanType();
            case DATE -> LogicalTypes.date().addToSchema(builder.intType());
            case TIME -> LogicalTypes.timestampMillis().addToSchema(builder.longType());
            case NOTHING, TEXT -> builder.stringType();
        };
    }
}
