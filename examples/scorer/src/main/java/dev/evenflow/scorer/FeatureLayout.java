package dev.evenflow.scorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where in a feature vector a model finds its inputs: the numbers and yes-or-no features after {@code
 * feature_set_version}, in the schema's order. Features that are text are not used.
 */
final class FeatureLayout {
    private static final String VERSION = "feature_set_version";
    private static final String TIME = "event_time";
    private static final String SUBJECT = "customer_id";

    private final List<String> names;
    private final int[] positions;
    private final int id;
    private final int time;
    private final int version;
    private final int subject;

    private FeatureLayout(Schema schema, List<String> names) {
        this.names = List.copyOf(names);
        positions = new int[names.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = position(schema, names.get(i));
        }
        // the first field of every vector is the id of the event it is of
        id = 0;
        time = position(schema, TIME);
        version = position(schema, VERSION);
        Schema.Field customer = schema.getField(SUBJECT);
        subject = customer == null ? -1 : customer.pos();
    }

    /** Everything that a model can use. */
    static FeatureLayout allOf(Schema schema) {
        List<String> names = new ArrayList<>();
        for (Schema.Field field : schema.getFields()
                .subList(position(schema, VERSION) + 1, schema.getFields().size())) {
            switch (valueType(field.schema())) {
                case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> names.add(field.name());
                default -> {
                    // text has no order that a tree could split at
                }
            }
        }
        return new FeatureLayout(schema, names);
    }

    /** Only these, in this order. */
    static FeatureLayout of(Schema schema, List<String> names) {
        return new FeatureLayout(schema, names);
    }

    private static int position(Schema schema, String field) {
        Schema.Field found = schema.getField(field);
        if (found == null) {
            throw new ScorerException("schema " + schema.getFullName() + " has no field '" + field + "', expected one");
        }
        return found.pos();
    }

    private static Schema.Type valueType(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema.getType()
                : schema.getTypes().stream()
                        .map(Schema::getType)
                        .filter(type -> type != Schema.Type.NULL)
                        .findFirst()
                        .orElse(Schema.Type.NULL);
    }

    List<String> names() {
        return names;
    }

    String id(IndexedRecord vector) {
        return String.valueOf(vector.get(id));
    }

    long eventTime(IndexedRecord vector) {
        return (Long) vector.get(time);
    }

    String version(IndexedRecord vector) {
        return String.valueOf(vector.get(version));
    }

    /** Whose data it is: the customer, or the event itself where nobody is named. */
    String subject(IndexedRecord vector) {
        Object customer = subject < 0 ? null : vector.get(subject);
        return customer == null ? id(vector) : customer.toString();
    }

    /** As they are in the vector, in the order of the names: null, boolean, Long or Double. */
    List<@Nullable Object> values(IndexedRecord vector) {
        @Nullable Object[] values = new @Nullable Object[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = vector.get(positions[i]);
        }
        return Arrays.asList(values);
    }

    /** The values as a model's inputs; null is NaN, which the model knows as missing. */
    static void toInputs(List<? extends @Nullable Object> values, float[] inputs, int offset) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                inputs[offset + i] = Float.NaN;
            } else if (value instanceof Boolean yes) {
                inputs[offset + i] = yes ? 1 : 0;
            } else if (value instanceof Number number) {
                inputs[offset + i] = (float) number.doubleValue();
            } else {
                throw new ScorerException("feature " + i + " is a "
                        + value.getClass().getSimpleName() + ", expected a number, yes or no, or null");
            }
        }
    }
}
