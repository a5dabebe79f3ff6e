package dev.evenflow.archive.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens catalogs, and creates in them what is missing; several processes may do so at once. */
final class Catalogs {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);
    private static final int ATTEMPTS = 5;

    private Catalogs() {}

    static Configuration hadoop(CatalogProperties properties) {
        Configuration configuration = new Configuration();
        properties.forHadoop().forEach(configuration::set);
        return configuration;
    }

    static Catalog open(String name, CatalogProperties properties) {
        String sqlite = properties.sqliteFile();
        if (!sqlite.isEmpty()) {
            createParent(Path.of(sqlite));
        }
        return repeated(() -> CatalogUtil.buildIcebergCatalog(name, properties.forIceberg(), hadoop(properties)));
    }

    static Table create(
            Catalog catalog, TableIdentifier name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        return repeated(() -> {
            try {
                return catalog.loadTable(name);
            } catch (NoSuchTableException missing) {
                createNamespace(catalog, name.namespace());
                return catalog.createTable(name, schema, spec, properties);
            }
        });
    }

    static void close(@Nullable Catalog catalog) {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot close the catalog " + catalog.name() + ": " + e, e);
            }
        }
    }

    private static void createNamespace(Catalog catalog, Namespace namespace) {
        if (catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (AlreadyExistsException e) {
                // another process was faster
                return;
            }
        }
    }

    /**
     * Who loses the race to create something finds it at the next look. There are several to lose: for the catalog's own
     * tables, the namespace and the table.
     */
    private static <T> T repeated(Supplier<T> action) {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return action.get();
            } catch (AlreadyExistsException | UncheckedSQLException e) {
                LOG.debug("another was faster", e);
            }
        }
        return action.get();
    }

    private static void createParent(Path file) {
        Path parent = file.getParent();
        if (parent != null) {
            try {
                Files.createDirectories(parent);
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot create the directory of the catalog " + file + ": " + e, e);
            }
        }
    }
}
