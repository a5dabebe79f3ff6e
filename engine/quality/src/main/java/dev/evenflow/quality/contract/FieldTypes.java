package dev.evenflow.quality.contract;

import dev.evenflow.quality.expression.ValueType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the contract's fields are in an expression. Objects are only there through their fields. */
public final class FieldTypes {
    private FieldTypes() {}

    public static Map<String, ValueType> of(Collection<ContractField> fields) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        for (ContractField field : fields)
            if (field.type() != LogicalType.OBJECT) types.put(field.path(), of(field.type()));
        return types;
    }

    private static ValueType of(@Nullable LogicalType type) {
        if (type == null) return ValueType.ANY;
        return switch (type) {
            case STRING -> ValueType.TEXT;
            case DATE, TIMESTAMP, TIME, INTEGER -> ValueType.WHOLE;
            case NUMBER -> ValueType.REAL;
            case BOOLEAN -> ValueType.FLAG;
            case ARRAY -> ValueType.LIST;
            case OBJECT, MAP -> ValueType.ANY;
        };
    }
}
