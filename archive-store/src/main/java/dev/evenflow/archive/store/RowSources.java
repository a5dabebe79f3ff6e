package dev.evenflow.archive.store;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Where the records of a row came from, out of its {@code …_topic}, {@code …_partition} and {@code …_offset} columns. */
final class RowSources {
    private final int[][] columns;

    RowSources(ArchiveTable table, Schema schema) {
        List<Types.NestedField> fields = schema.columns();
        this.columns = table.records().stream()
                .map(record -> new int[] {
                    position(fields, record + "_topic"),
                    position(fields, record + "_partition"),
                    position(fields, record + "_offset")
                })
                .toArray(int[][]::new);
    }

    private static int position(List<Types.NestedField> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new ArchiveStoreException(
                "the table has no column " + name + ", without which no row can be traced back");
    }

    /** How many records a row can be made of. */
    int records() {
        return columns.length;
    }

    /** Null if the row has no record of that kind. */
    @Nullable
    SourceRecord of(StructLike row, int record) {
        int[] at = columns[record];
        CharSequence topic = row.get(at[0], CharSequence.class);
        if (topic == null) {
            return null;
        }
        return new SourceRecord(topic.toString(), row.get(at[1], Integer.class), row.get(at[2], Long.class));
    }

    /** The first record that the row has. */
    SourceRecord first(StructLike row) {
        for (int i = 0; i < columns.length; i++) {
            SourceRecord record = of(row, i);
            if (record != null) {
                return record;
            }
        }
        throw new ArchiveStoreException("a row has no coordinates: neither of its records names a topic");
    }

    /** Coordinates of one record. */
    record SourceRecord(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }
}
