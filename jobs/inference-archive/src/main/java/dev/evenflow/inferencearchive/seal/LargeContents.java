package dev.evenflow.inferencearchive.seal;

import dev.evenflow.archive.redaction.Redaction;
import dev.evenflow.archive.redaction.RedactionRules;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.operations.RejectionReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes texts and bytes above a size out of a record, wherever they are in it, and hands them to a receiver.
 *
 * <p>Only what is encrypted anyway and may be null is taken out. A large value elsewhere would end up in a column that
 * everybody reads whole: it is rejected.
 */
final class LargeContents {
    private final RedactionRules rules;
    private final int limit;

    /** Takes a content; path is that of the value in the record, for example input_messages/0/parts/1/content. */
    interface Receiver {
        void take(String path, byte[] content, @Nullable String mediaType);
    }

    LargeContents(RedactionRules rules, int limit) {
        this.rules = rules;
        this.limit = limit;
    }

    void takeFrom(IndexedRecord record, Receiver receiver) throws RejectedRecordException {
        for (Schema.Field field : record.getSchema().getFields()) {
            Redaction rule = rules.of(field.name());
            if (rule == Redaction.DROP) continue;
            boolean sealed = rule == Redaction.ENCRYPT;
            visit(record, field, field.name(), sealed, receiver);
        }
    }

    private void visit(IndexedRecord record, Schema.Field field, String path, boolean sealed, Receiver receiver)
            throws RejectedRecordException {
        Object value = record.get(field.pos());
        if (value instanceof CharSequence || value instanceof ByteBuffer) {
            if (size(value) <= limit) return;
            if (!sealed || !field.schema().isNullable())
                throw new RejectedRecordException(
                        RejectionReason.TOO_LARGE,
                        "field " + path + " has " + size(value) + " bytes, expected at most " + limit
                                + (sealed ? "" : " in a field that is not encrypted"));
            receiver.take(path, bytes(value), mediaType(record));
            record.put(field.pos(), null);
        } else {
            inside(value, path, sealed, receiver);
        }
    }

    private void inside(@Nullable Object value, String path, boolean sealed, Receiver receiver)
            throws RejectedRecordException {
        if (value instanceof IndexedRecord inner) {
            for (Schema.Field field : inner.getSchema().getFields())
                visit(inner, field, path + "/" + field.name(), sealed, receiver);
        } else if (value instanceof List<?> list) {
            // lists of numbers and short names are the common case and need no look at each
            for (int i = 0; i < list.size() && list.get(i) instanceof IndexedRecord; i++)
                inside(list.get(i), path + "/" + i, sealed, receiver);
        }
    }

    private static @Nullable String mediaType(IndexedRecord record) {
        Schema.Field type = record.getSchema().getField("media_type");
        return type == null ? null : String.valueOf(record.get(type.pos()));
    }

    /** A text's length in characters is a lower bound of its bytes, and exact enough for a limit. */
    private static int size(Object value) {
        return value instanceof ByteBuffer bytes ? bytes.remaining() : ((CharSequence) value).length();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
