package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.contract.LogicalType;
import dev.evenflow.quality.contract.RecordTest;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Compiles the tests of a contract for the records of one schema. */
final class Offences {
    private Offences() {}

    static Offence of(RecordTest test, Contract contract, Schema schema) {
        if (test instanceof RecordTest.Violates violates) return ConditionOffence.of(violates, contract, schema);
        FieldReader reader = FieldReader.of(schema, test.field());
        Reading reading = reading(contract.field(test.field()), reader);
        if (test instanceof RecordTest.IsNull) return new IsNull(reader);
        if (test instanceof RecordTest.IsMissing missing)
            return new IsMissing(reader, Texts.of(missing.values()), missing.andNull());
        if (test instanceof RecordTest.Invalid invalid)
            return new Invalid(
                    reader,
                    invalid.valid() == null ? null : Texts.of(invalid.valid()),
                    invalid.pattern() == null ? null : TextForm.of(invalid.pattern()));
        if (test instanceof RecordTest.OutOfRange range) return new RangeOffence(reader, reading, range);
        if (test instanceof RecordTest.LengthOutside length)
            return new LengthOutside(reader, length.least(), length.most());
        if (test instanceof RecordTest.WrongType wrong)
            return carries(reader.schema(), wrong.type()) ? new Never(reader) : new Unreadable(reader, reading);
        throw new IllegalStateException("a test of an unknown kind: " + test);
    }

    static Reading reading(@Nullable ContractField field, FieldReader reader) {
        return new Reading(field == null ? null : field.type(), field == null ? "" : field.format(), reader.schema());
    }

    /** Whether every value of the schema is of the type, so that no record need be looked at. */
    private static boolean carries(@Nullable Schema schema, LogicalType type) {
        if (schema == null) return true;
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        return switch (schema.getType()) {
            case INT, LONG -> type != LogicalType.BOOLEAN;
            case FLOAT, DOUBLE -> type == LogicalType.NUMBER;
            case BYTES, FIXED -> type.isNumeric() && logical.equals("decimal");
            case BOOLEAN -> type == LogicalType.BOOLEAN;
            default -> false;
        };
    }

    /** A set of texts that finds Avro's bytes without making a String of them. */
    record Texts(Set<String> strings, Set<Utf8> bytes) {
        static Texts of(Set<String> values) {
            Set<Utf8> bytes = new HashSet<>();
            for (String value : values) bytes.add(new Utf8(value));
            return new Texts(Set.copyOf(values), bytes);
        }

        boolean contain(Object value) {
            return value instanceof Utf8 utf8 ? bytes.contains(utf8) : strings.contains(Reading.text(value));
        }
    }

    private record IsNull(FieldReader reader) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            return reader.read(record) == null;
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return null;
        }
    }

    private record IsMissing(FieldReader reader, Texts values, boolean andNull) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            Object value = reader.read(record);
            return value == null ? andNull : values.contain(value);
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return reader.read(record);
        }
    }

    private record Invalid(FieldReader reader, @Nullable Texts valid, @Nullable TextForm form) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            Object value = reader.read(record);
            if (value == null) return false;
            if (valid != null && !valid.contain(value)) return true;
            return form != null && !form.isIn(value instanceof CharSequence text ? text : Reading.text(value));
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return reader.read(record);
        }
    }

    private record LengthOutside(FieldReader reader, int least, int most) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            Object value = reader.read(record);
            if (value == null) return false;
            int length = length(value);
            return length < least || most >= 0 && length > most;
        }

        private static int length(Object value) {
            if (value instanceof Utf8 utf8) return characters(utf8);
            if (value instanceof CharSequence text) return text.toString().codePointCount(0, text.length());
            if (value instanceof Collection<?> list) return list.size();
            if (value instanceof Map<?, ?> map) return map.size();
            if (value instanceof ByteBuffer bytes) return bytes.remaining();
            if (value instanceof GenericFixed fixed) return fixed.bytes().length;
            return value.toString().length();
        }

        /** Code points: bytes that do not continue one. */
        private static int characters(Utf8 text) {
            byte[] bytes = text.getBytes();
            int characters = 0;
            for (int i = 0; i < text.getByteLength(); i++) if ((bytes[i] & 0xc0) != 0x80) characters++;
            return characters;
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return reader.read(record);
        }
    }

    private record Unreadable(FieldReader reader, Reading reading) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            Object value = reader.read(record);
            return value != null && !reading.reads(value);
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return reader.read(record);
        }
    }

    private record Never(FieldReader reader) implements Offence {
        @Override
        public boolean in(IndexedRecord record) {
            return false;
        }

        @Override
        public @Nullable Object evidence(IndexedRecord record) {
            return reader.read(record);
        }
    }
}
