package dev.evenflow.archive.store;

import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.iceberg.PartitionSpec;

/** The tables of rows that each place has. */
public enum ArchiveTable {
    INFERENCES("inferences", ArchivedInference.getClassSchema(), List.of("request", "response")) {
        @Override
        PartitionSpec partitions(org.apache.iceberg.Schema columns) {
            return PartitionSpec.builderFor(columns)
                    .identity("region")
                    .identity("model")
                    .day("event_time")
                    .build();
        }
    },
    FEEDBACK("feedback", ArchivedFeedback.getClassSchema(), List.of("feedback")) {
        @Override
        PartitionSpec partitions(org.apache.iceberg.Schema columns) {
            return PartitionSpec.builderFor(columns)
                    .identity("region")
                    .day("known_at")
                    .build();
        }
    };

    private final String table;
    private final Schema rows;
    private final List<String> records;

    ArchiveTable(String table, Schema rows, List<String> records) {
        this.table = table;
        this.rows = rows;
        this.records = records;
    }

    abstract PartitionSpec partitions(org.apache.iceberg.Schema columns);

    public String table() {
        return table;
    }

    /** Avro schema of its rows. */
    public Schema rows() {
        return rows;
    }

    /** What a row is made of: prefixes of its coordinates' columns, as in {@code request_topic}. */
    public List<String> records() {
        return records;
    }

    public static ArchiveTable named(String table) {
        for (ArchiveTable candidate : values()) {
            if (candidate.table.equals(table)) {
                return candidate;
            }
        }
        throw new ArchiveStoreException("the archive has no table '" + table + "' of rows");
    }
}
