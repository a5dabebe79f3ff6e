package dev.evenflow.archive.store;

import dev.evenflow.archive.keys.FileKeyEncryptionKey;
import dev.evenflow.archive.keys.KeyEncryptionKey;
import dev.evenflow.archive.keys.KeyStore;
import dev.evenflow.archive.keys.LocalKeyEncryptionKey;
import dev.evenflow.archive.keys.SqliteKeyStore;
import java.util.EnumMap;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/** One place of the archive: its catalog, tables, blobs and keys, each opened when it is asked for. Thread-safe. */
public final class Place implements AutoCloseable {
    private final String archive;
    private final PlaceConfig config;
    private final Map<ArchiveTable, Table> tables = new EnumMap<>(ArchiveTable.class);
    private @Nullable Catalog catalog;
    private @Nullable KeyStore keys;

    Place(String archive, PlaceConfig config) {
        this.archive = archive;
        this.config = config;
    }

    public String name() {
        return config.place();
    }

    public PlaceConfig config() {
        return config;
    }

    public synchronized Catalog catalog() {
        if (catalog == null) {
            catalog = Catalogs.open(archive, config.catalog());
        }
        return catalog;
    }

    /** The table, created if it is absent. As it was when it was first asked for: refresh it to see what others did. */
    public synchronized Table table(ArchiveTable kind) {
        return tables.computeIfAbsent(kind, this::open);
    }

    /** A table of its own for who refreshes or changes it. */
    Table open(ArchiveTable kind) {
        return TableDefinitions.open(catalog(), config.namespace(), kind);
    }

    boolean has(ArchiveTable kind) {
        return catalog().tableExists(TableIdentifier.of(config.namespace(), kind.table()));
    }

    public Table inferences() {
        return table(ArchiveTable.INFERENCES);
    }

    public Table feedback() {
        return table(ArchiveTable.FEEDBACK);
    }

    /** The place's large contents; one for each thread. */
    public BlobStore blobs() {
        return new BlobStore(config.blobs(), inferences().io(), keys());
    }

    public synchronized KeyStore keys() {
        if (keys == null) {
            keys = SqliteKeyStore.open(config.keyStore(), kek());
        }
        return keys;
    }

    private KeyEncryptionKey kek() {
        if (config.kek() instanceof PlaceConfig.Kek.InFile inFile) {
            return FileKeyEncryptionKey.forStore(inFile.file(), config.keyStore());
        }
        return LocalKeyEncryptionKey.fromEnvironment(
                ((PlaceConfig.Kek.InEnvironment) config.kek()).variable(), System.getenv());
    }

    @Override
    public synchronized void close() {
        tables.clear();
        if (keys != null) {
            keys.close();
            keys = null;
        }
        Catalogs.close(catalog);
        catalog = null;
    }
}
