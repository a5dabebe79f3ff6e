package dev.evenflow.archive.store.dataset;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.evenflow.archive.store.ArchiveStoreException;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The chosen features of a row, in the order of the training set's columns, and the types they turn out to have. */
final class FeatureValues {
    private static final int BOOLEAN = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 4;
    private static final int STRING = 8;

    private final FeatureLayout layout;
    private final List<String> chosen;
    private final int[] positions;
    private final int[] types;

    /** @param chosen names; empty for all */
    FeatureValues(FeatureLayout layout, List<String> chosen) {
        this.layout = layout;
        this.chosen = chosen.isEmpty() ? layout.names() : chosen;
        this.positions = this.chosen.stream().mapToInt(this::position).toArray();
        this.types = new int[positions.length];
    }

    private int position(String name) {
        int position = layout.names().indexOf(name);
        if (position < 0) {
            throw new ArchiveStoreException(
                    "features names '" + name + "', and the rows are of " + layout + ", which are " + layout.names());
        }
        return position;
    }

    List<String> names() {
        return chosen;
    }

    /** @param opened the sealed request, or the attached vector in the form of one */
    @Nullable
    Object[] of(GenericRecord opened, String inferenceId) {
        @Nullable Object[] values = new Object[positions.length];
        List<?> features = opened.get("features") instanceof List<?> list ? list : List.of();
        if (features.size() != layout.names().size()) {
            throw new ArchiveStoreException("inference " + inferenceId + " has " + features.size() + " features and "
                    + layout.names().size() + " names of them");
        }
        for (int i = 0; i < positions.length; i++) {
            values[i] = plain(features.get(positions[i]), chosen.get(i));
        }
        return values;
    }

    void noteTypes(@Nullable Object[] values) {
        for (int i = 0; i < types.length; i++) {
            types[i] |= type(values[i]);
        }
    }

    /** Of whole and broken numbers: double. Of anything else that is mixed: string. Of nothing but nulls: double. */
    String type(int feature) {
        return switch (types[feature]) {
            case BOOLEAN -> Column.BOOLEAN;
            case LONG -> Column.LONG;
            case 0, DOUBLE, LONG | DOUBLE -> Column.DOUBLE;
            default -> Column.STRING;
        };
    }

    static @Nullable Object as(@Nullable Object value, String type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case Column.DOUBLE -> ((Number) value).doubleValue();
            case Column.STRING -> value instanceof Double number ? text(number) : value.toString();
            default -> value;
        };
    }

    /** The shortest digits that give this number again, the same on every JDK; {@link Double#toString} is not before 19. */
    static String text(double number) {
        return DoubleToDecimal.toString(number);
    }

    private static int type(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Boolean
                ? BOOLEAN
                : value instanceof Long ? LONG : value instanceof Double ? DOUBLE : STRING;
    }

    private static @Nullable Object plain(@Nullable Object value, String feature) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof CharSequence || value instanceof GenericEnumSymbol) {
            return value.toString();
        }
        throw new ArchiveStoreException(String.format(
                Locale.ROOT,
                "feature '%s' is a %s, expected a boolean, number or text",
                feature,
                value.getClass().getSimpleName()));
    }
}
