package dev.evenflow.archive.store;

import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * Creates the tables of rows, and adds to them what newer schemas have.
 *
 * <p>A table carries the schemas of what is sealed in its rows ({@code evenflow.schema.FINGERPRINT}), so that it can be read
 * without this program.
 */
final class TableDefinitions {
    static final String SCHEMA_PREFIX = "evenflow.schema.";
    private static final List<Schema> SEALED = List.of(
            InferenceRequest.getClassSchema(), InferenceResponse.getClassSchema(), InferenceFeedback.getClassSchema());

    private TableDefinitions() {}

    static Table open(Catalog catalog, String namespace, ArchiveTable kind) {
        org.apache.iceberg.Schema columns = AvroColumns.of(kind.rows());
        Table table = Catalogs.create(
                catalog,
                TableIdentifier.of(namespace, kind.table()),
                columns,
                kind.partitions(columns),
                properties(columns));
        addColumns(table, columns);
        addSchemas(table);
        return table;
    }

    /** Name of the property with the schema of CRC-64-AVRO fingerprint {@code fingerprint}. */
    static String schemaProperty(long fingerprint) {
        return SCHEMA_PREFIX + String.format(Locale.ROOT, "%016x", fingerprint);
    }

    /** How every table of the archive is written, whoever writes it: also what a compaction of another engine obeys. */
    static Map<String, String> writing() {
        Map<String, String> properties = new HashMap<>();
        properties.put(TableProperties.FORMAT_VERSION, "2");
        properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
        properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
        // each commit writes a metadata file; the older ones say nothing that the newest does not
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
        properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");
        return properties;
    }

    private static Map<String, String> properties(org.apache.iceberg.Schema columns) {
        Map<String, String> properties = writing();
        for (Types.NestedField column : columns.columns()) {
            if (column.type().typeId() == org.apache.iceberg.types.Type.TypeID.BINARY) {
                // bounds of ciphertexts and digests help nobody
                properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column.name(), "counts");
            }
        }
        // whole ids, not their first 16 characters: ids of one time often begin alike
        for (String id : List.of("inference_id", "subject_key", "batch")) {
            properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + id, "full");
        }
        SEALED.forEach(schema -> properties.put(schemaProperty(fingerprint(schema)), schema.toString()));
        return properties;
    }

    private static void addColumns(Table table, org.apache.iceberg.Schema columns) {
        UpdateSchema update = table.updateSchema();
        boolean changed = false;
        for (Types.NestedField column : columns.columns()) {
            if (table.schema().findField(column.name()) == null) {
                if (column.isRequired()) {
                    throw new ArchiveStoreException("the table " + table.name() + " has no column " + column.name()
                            + ", and rows require it; columns that are added later must be optional");
                }
                update.addColumn(column.name(), column.type(), column.doc());
                changed = true;
            }
        }
        if (changed) {
            update.commit();
        }
    }

    private static void addSchemas(Table table) {
        UpdateProperties update = table.updateProperties();
        boolean changed = false;
        for (Schema schema : SEALED) {
            String property = schemaProperty(fingerprint(schema));
            if (!table.properties().containsKey(property)) {
                update.set(property, schema.toString());
                changed = true;
            }
        }
        if (changed) {
            update.commit();
        }
    }

    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }
}
