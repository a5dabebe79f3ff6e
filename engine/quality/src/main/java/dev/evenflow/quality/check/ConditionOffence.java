package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.FieldTypes;
import dev.evenflow.quality.contract.RecordTest;
import dev.evenflow.quality.expression.ExpressionException;
import dev.evenflow.quality.expression.RecordCondition;
import dev.evenflow.quality.expression.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A condition in CEL that does not hold. Values come to it as the contract's types, whatever carries them. */
final class ConditionOffence implements Offence {
    private final RecordCondition condition;
    private final FieldReader[] readers;
    private final Reading[] readings;
    private final ValueType[] types;

    private ConditionOffence(RecordCondition condition, FieldReader[] readers, Reading[] readings, ValueType[] types) {
        this.condition = condition;
        this.readers = readers;
        this.readings = readings;
        this.types = types;
    }

    static ConditionOffence of(RecordTest.Violates test, Contract contract, Schema schema) {
        Map<String, ValueType> types = FieldTypes.of(contract.fields());
        RecordCondition condition;
        try {
            condition = RecordCondition.compile(test.expression(), types);
        } catch (ExpressionException e) {
            throw new IllegalStateException("a contract that was parsed has an expression that does not compile", e);
        }
        List<String> fields = condition.fields();
        FieldReader[] readers = new FieldReader[fields.size()];
        Reading[] readings = new Reading[fields.size()];
        ValueType[] of = new ValueType[fields.size()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = FieldReader.of(schema, fields.get(i));
            readings[i] = Offences.reading(contract.field(fields.get(i)), readers[i]);
            of[i] = types.getOrDefault(fields.get(i), ValueType.ANY);
        }
        return new ConditionOffence(condition, readers, readings, of);
    }

    List<String> fields() {
        return condition.fields();
    }

    @Override
    public boolean in(IndexedRecord record) {
        return condition.test(i -> value(record, i)) == RecordCondition.Verdict.VIOLATED;
    }

    private @Nullable Object value(IndexedRecord record, int index) {
        Object value = readers[index].read(record);
        if (value == null) return null;
        return switch (types[index]) {
            case TEXT -> value.toString();
            case WHOLE -> {
                Number number = readings[index].number(value);
                yield number == null ? null : number.longValue();
            }
            case REAL -> {
                Number number = readings[index].number(value);
                yield number == null ? null : number.doubleValue();
            }
            case FLAG -> Reading.flag(value);
            case LIST -> value instanceof Collection<?> list ? plain(list) : null;
            case ANY -> plain(value);
        };
    }

    private static List<Object> plain(Collection<?> list) {
        List<Object> plain = new ArrayList<>(list.size());
        for (Object element : list) {
            Object value = element == null ? null : plain(element);
            if (value != null) plain.add(value);
        }
        return plain;
    }

    private static @Nullable Object plain(Object value) {
        if (value instanceof Integer || value instanceof Long) return ((Number) value).longValue();
        if (value instanceof Number number) return number.doubleValue();
        return value instanceof Boolean ? value : value.toString();
    }

    @Override
    public Object evidence(IndexedRecord record) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < readers.length; i++) {
            Object value = value(record, i);
            text.add(condition.fields().get(i) + " = " + (value == null ? "null" : Reading.text(value)));
        }
        return text.toString();
    }
}
