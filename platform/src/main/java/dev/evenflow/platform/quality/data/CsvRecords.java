package dev.evenflow.platform.quality.data;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as records of a flat schema, columns found by name. An empty cell, or a column that is not there, is null where the field
 * may be null, and empty text where it is text; a cell that cannot be read as its field's type is an error.
 */
final class CsvRecords {
    private final Path file;
    private final Schema schema;
    private final boolean byPosition;

    /** @param byPosition whether the fields are the columns in their order, whatever the header calls them */
    CsvRecords(Path file, Schema schema, boolean byPosition) {
        this.file = file;
        this.schema = schema;
        this.byPosition = byPosition;
    }

    long read(DataFiles.Sink sink) throws IOException {
        try (CsvLines lines = new CsvLines(file)) {
            List<String> header =
                    lines.header().stream().map(CsvSchema::fieldName).toList();
            int[] columns = schema.getFields().stream()
                    .mapToInt(field -> byPosition ? field.pos() : header.indexOf(field.name()))
                    .toArray();
            long row = 0;
            for (List<String> cells = lines.next(); cells != null; cells = lines.next()) {
                if (cells.size() > header.size()) {
                    throw new PlatformException(file + ":" + lines.line() + ": " + cells.size() + " cells, but "
                            + header.size() + " columns");
                }
                row++;
                sink.accept(file, row, record(cells, columns, lines.line()));
            }
            return row;
        }
    }

    private GenericData.Record record(List<String> cells, int[] columns, long line) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            int column = columns[field.pos()];
            String cell = column < 0 || column >= cells.size() ? "" : cells.get(column);
            Schema type = notNull(field.schema());
            try {
                record.put(field.pos(), cell.isEmpty() ? empty(field.schema()) : value(cell, type));
            } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
                LogicalType logical = type.getLogicalType();
                String wanted = logical == null ? type.getType().getName() : logical.getName();
                throw new PlatformException(file + ":" + line + ": " + field.name() + ": expected " + wanted
                        + (cell.isEmpty() ? ", found nothing" : ", found '" + cell + "'"));
            }
        }
        return record;
    }

    private static @Nullable Object empty(Schema field) {
        if (field.isNullable()) {
            return null;
        }
        if (field.getType() == Schema.Type.STRING) {
            return "";
        }
        throw new NumberFormatException("empty");
    }

    private static Schema notNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }

    private static Object value(String cell, Schema type) {
        LogicalType logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return ByteBuffer.wrap(new BigDecimal(cell.strip())
                    .setScale(decimal.getScale())
                    .unscaledValue()
                    .toByteArray());
        }
        String meaning = logical == null ? "" : logical.getName();
        return switch (type.getType()) {
            case INT ->
                meaning.equals("date") ? (int) CsvTimes.date(cell).toEpochDay() : Integer.parseInt(cell.strip());
            case LONG -> whole(cell, meaning);
            case FLOAT -> Float.parseFloat(cell);
            case DOUBLE -> Double.parseDouble(cell);
            case BOOLEAN -> bool(cell.strip().toLowerCase(Locale.ROOT));
            case ENUM -> new GenericData.EnumSymbol(type, cell);
            case STRING -> cell;
            default -> throw new NumberFormatException("a cell cannot be " + type.getType());
        };
    }

    private static long whole(String cell, String meaning) {
        if (meaning.endsWith("timestamp-millis")) {
            return CsvTimes.instant(cell).toEpochMilli();
        }
        if (meaning.endsWith("timestamp-micros")) {
            return Math.multiplyExact(CsvTimes.instant(cell).toEpochMilli(), 1000L);
        }
        return Long.parseLong(cell.strip());
    }

    private static boolean bool(String cell) {
        return switch (cell) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new NumberFormatException(cell);
        };
    }
}
