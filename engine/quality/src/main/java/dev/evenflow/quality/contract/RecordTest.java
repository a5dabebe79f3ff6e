package dev.evenflow.quality.contract;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes one record an offence against a rule. Null is an offence only where a test says so: what a value must look like says
 * nothing of values that are not there.
 */
public sealed interface RecordTest {
    /** The field's path; empty for an expression over several. */
    String field();

    /** The offence, to be read after "3 of 100 records: ". */
    String offence();

    record IsNull(String field) implements RecordTest {
        @Override
        public String offence() {
            return field + " is null";
        }
    }

    /** Texts (and numbers as text) that stand for nothing; null only where {@code andNull}. */
    record IsMissing(String field, Set<String> values, boolean andNull) implements RecordTest {
        @Override
        public String offence() {
            return field + " is missing";
        }
    }

    /** A value that is not one of {@code valid} or does not contain a match of {@code pattern}. */
    record Invalid(String field, @Nullable Set<String> valid, @Nullable String pattern) implements RecordTest {
        @Override
        public String offence() {
            String list = valid == null
                    ? ""
                    : valid.size() > 12 ? "is none of " + valid.size() + " values" : "is none of " + valid;
            String form = pattern == null ? "" : "does not match " + pattern;
            return field + " " + list + (valid != null && pattern != null ? " or " : "") + form;
        }
    }

    /** Numbers, or milliseconds since 1970 for times; NaN is out of every range. */
    record OutOfRange(
            String field,
            @Nullable BigDecimal minimum,
            boolean minimumExcluded,
            @Nullable BigDecimal maximum,
            boolean maximumExcluded,
            @Nullable BigDecimal multipleOf)
            implements RecordTest {
        @Override
        public String offence() {
            StringBuilder text = new StringBuilder(field).append(" is not");
            if (minimum != null) text.append(minimumExcluded ? " > " : " >= ").append(minimum.toPlainString());
            if (minimum != null && maximum != null) text.append(" and");
            if (maximum != null) text.append(maximumExcluded ? " < " : " <= ").append(maximum.toPlainString());
            if (multipleOf != null) text.append(" a multiple of ").append(multipleOf.toPlainString());
            return text.toString();
        }
    }

    /** Characters of a text, bytes, or elements of a list or map; {@code most} of -1 is no limit. */
    record LengthOutside(String field, int least, int most) implements RecordTest {
        @Override
        public String offence() {
            return field + " is " + (least > 0 ? "shorter than " + least : "")
                    + (least > 0 && most >= 0 ? " or " : "")
                    + (most >= 0 ? "longer than " + most : "");
        }
    }

    /** Where the data carry no types (CSV): a value that cannot be read as what the contract says. */
    record WrongType(String field, LogicalType type, String format) implements RecordTest {
        @Override
        public String offence() {
            return field + " cannot be read as " + type.name().toLowerCase(java.util.Locale.ROOT)
                    + (format.isEmpty() ? "" : " in the form " + format);
        }
    }

    /** A CEL expression that must hold. What it cannot decide because an operand is null is no offence; what fails is one. */
    record Violates(String field, String expression) implements RecordTest {
        @Override
        public String offence() {
            return "not " + expression;
        }
    }
}
