package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.RowDigest;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;

/** The canonical digest of Iceberg's rows: non-null columns in the order of their ids. Not thread-safe. */
final class RowDigests {
    private final RowDigest digest = new RowDigest();
    private final Struct row;

    RowDigests(org.apache.iceberg.Schema columns) {
        this.row = new Struct(columns.asStruct());
    }

    byte[] digest(StructLike values) {
        row.putFields(digest, values);
        return digest.digest();
    }

    private interface Encoder {
        void put(RowDigest digest, Object value);
    }

    private static final class Struct implements Encoder {
        private final int[] ids;
        private final int[] positions;
        private final Encoder[] encoders;

        Struct(Types.StructType type) {
            List<Types.NestedField> fields = type.fields();
            List<Types.NestedField> byId = fields.stream()
                    .sorted(Comparator.comparingInt(Types.NestedField::fieldId))
                    .toList();
            this.ids = byId.stream().mapToInt(Types.NestedField::fieldId).toArray();
            this.positions = byId.stream().mapToInt(fields::indexOf).toArray();
            this.encoders = byId.stream().map(field -> encoder(field.type())).toArray(Encoder[]::new);
        }

        void putFields(RowDigest digest, StructLike values) {
            for (int i = 0; i < ids.length; i++) {
                Object value = values.get(positions[i], Object.class);
                if (value != null) {
                    digest.field(ids[i]);
                    encoders[i].put(digest, value);
                }
            }
        }

        @Override
        public void put(RowDigest digest, Object value) {
            StructLike values = (StructLike) value;
            int present = 0;
            for (int position : positions) {
                if (values.get(position, Object.class) != null) {
                    present++;
                }
            }
            digest.struct(present);
            putFields(digest, values);
        }
    }

    private static Encoder encoder(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> (digest, value) -> digest.ofBoolean((Boolean) value);
            case INTEGER, LONG -> (digest, value) -> digest.ofLong(((Number) value).longValue());
            case DOUBLE -> (digest, value) -> digest.ofDouble((Double) value);
            case TIMESTAMP ->
                (digest, value) -> digest.ofLong(DateTimeUtil.microsFromTimestamptz((OffsetDateTime) value));
            case STRING -> (digest, value) -> digest.ofText((CharSequence) value);
            case BINARY -> (digest, value) -> digest.ofBytes((ByteBuffer) value);
            case STRUCT -> new Struct(type.asStructType());
            case LIST -> list(encoder(type.asListType().elementType()));
            default ->
                throw new ArchiveStoreException("the canonical digest of rows has no form for columns of type " + type
                        + "; it knows boolean, int, long, double, timestamptz, string, binary, struct and list");
        };
    }

    private static Encoder list(Encoder element) {
        return (digest, value) -> {
            List<?> elements = (List<?>) value;
            digest.list(elements.size());
            for (Object one : elements) {
                digest.present(one != null);
                if (one != null) {
                    element.put(digest, one);
                }
            }
        };
    }
}
