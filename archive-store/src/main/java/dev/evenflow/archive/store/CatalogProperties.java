package dev.evenflow.archive.store;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Properties of an Iceberg catalog, ready for Iceberg: paths are absolute, a SQLite catalog waits for its lock, and files
 * of this machine need no Hadoop.
 *
 * <p>What the configuration says is passed on verbatim; {@code hadoop.NAME} goes to Hadoop's configuration as NAME.
 */
public record CatalogProperties(Map<String, String> values) {
    private static final String HADOOP = "hadoop.";
    private static final String SQLITE = "jdbc:sqlite:";

    public CatalogProperties {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static CatalogProperties of(Map<String, String> configured, Path base) {
        Map<String, String> values = new LinkedHashMap<>(configured);
        values.computeIfPresent("warehouse", (name, value) -> Locations.absolute(value, base));
        String uri = values.get("uri");
        if (uri != null && uri.startsWith(SQLITE)) {
            values.put("uri", SQLITE + Locations.absolute(uri.substring(SQLITE.length()), base));
            // job and command line share the file: wait for each other instead of failing with "database is locked"
            values.putIfAbsent("jdbc.busy_timeout", "60000");
            values.putIfAbsent("jdbc.journal_mode", "WAL");
            // the layout that other languages' SQL catalogs expect
            values.putIfAbsent("jdbc.schema-version", "V1");
        }
        String warehouse = values.get("warehouse");
        if (warehouse != null && Locations.isLocal(warehouse) && "jdbc".equals(values.get("type"))) {
            values.putIfAbsent("io-impl", LocalFileIO.class.getName());
        }
        return new CatalogProperties(values);
    }

    /** Where the tables lie, unless the catalog server decides. Empty if it does. */
    public String warehouse() {
        return values.getOrDefault("warehouse", "");
    }

    /** The file of a SQLite catalog; empty for any other. */
    String sqliteFile() {
        String uri = values.getOrDefault("uri", "");
        return uri.startsWith(SQLITE) ? uri.substring(SQLITE.length()).replaceFirst("\\?.*", "") : "";
    }

    Map<String, String> forIceberg() {
        Map<String, String> forIceberg = new LinkedHashMap<>(values);
        forIceberg.keySet().removeIf(name -> name.startsWith(HADOOP));
        return forIceberg;
    }

    Map<String, String> forHadoop() {
        Map<String, String> forHadoop = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(HADOOP)) {
                forHadoop.put(name.substring(HADOOP.length()), value);
            }
        });
        return forHadoop;
    }
}
