package dev.evenflow.archive.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Tables of one catalog as they lie in the warehouse: found by their metadata files, without the catalog, which is only asked
 * where it is there. Read-only: creates nothing, and a table it returned stays at its snapshot.
 */
final class StoredTables implements AutoCloseable {
    private static final Pattern METADATA =
            Pattern.compile(".*/v?(\\d+)(?:-[^/]*)?(?:\\.gz)?\\.metadata\\.json(?:\\.gz)?");

    private final CatalogProperties properties;
    private final Findings findings;
    private final @Nullable Catalog catalog;

    StoredTables(String archive, CatalogProperties properties, boolean askCatalog, Findings findings) {
        this.properties = properties;
        this.findings = findings;
        this.catalog = askCatalog ? open(archive, properties, findings) : null;
    }

    private static @Nullable Catalog open(String archive, CatalogProperties properties, Findings findings) {
        String sqlite = properties.sqliteFile();
        if (!sqlite.isEmpty() && !Files.exists(Path.of(sqlite))) {
            findings.note("the catalog " + sqlite + " is not there: tables are found by their newest metadata files");
            return null;
        }
        try {
            return Catalogs.open(archive, properties);
        } catch (RuntimeException e) {
            findings.note("the catalog cannot be reached, tables are found by their newest metadata files: "
                    + e.getMessage());
            return null;
        }
    }

    /** The table as it is now; empty if there is none. */
    Optional<Table> table(String namespace, String name) {
        String pointer = catalog == null ? null : pointer(catalog, TableIdentifier.of(namespace, name));
        List<MetadataFile> files = metadataFiles(namespace, name);
        if (pointer == null && files.isEmpty()) {
            return Optional.empty();
        }
        MetadataFile newest = files.isEmpty() ? null : files.get(files.size() - 1);
        if (pointer == null) {
            return Optional.of(load(namespace + "." + name, newest == null ? "" : newest.location()));
        }
        if (newest != null && newest.version() > version(pointer) + 1) {
            findings.add(Finding.inFile(
                    Finding.Kind.POINTER_MOVED,
                    newest.location(),
                    "is newer than what the catalog says is the state of " + namespace + "." + name + ", " + pointer
                            + ": the catalog was set back, or files were put there"));
        }
        return Optional.of(load(namespace + "." + name, pointer));
    }

    private @Nullable String pointer(Catalog from, TableIdentifier table) {
        try {
            return ((HasTableOperations) from.loadTable(table))
                    .operations()
                    .current()
                    .metadataFileLocation();
        } catch (NoSuchTableException e) {
            return null;
        } catch (NotFoundException e) {
            findings.add(Finding.of(
                    Finding.Kind.POINTER_MOVED,
                    "the metadata file that the catalog names for " + table + " is missing: " + e.getMessage()));
            return null;
        }
    }

    private List<MetadataFile> metadataFiles(String namespace, String name) {
        List<MetadataFile> files = new ArrayList<>();
        if (!properties.warehouse().isEmpty() && io() instanceof SupportsPrefixOperations listing) {
            String prefix = Locations.child(properties.warehouse(), namespace + "/" + name + "/metadata/");
            for (FileInfo file : listing.listPrefix(prefix)) {
                if (METADATA.matcher(file.location()).matches()) {
                    files.add(new MetadataFile(file.location(), version(file.location()), file.createdAtMillis()));
                }
            }
        }
        files.sort(Comparator.comparingLong(MetadataFile::version).thenComparingLong(MetadataFile::writtenAt));
        return files;
    }

    private static long version(String location) {
        Matcher matcher = METADATA.matcher(location);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    private Table load(String name, String location) {
        return new BaseTable(new StaticTableOperations(location, io()), name);
    }

    /** Access to the warehouse's files. */
    FileIO io() {
        String implementation = properties.values().getOrDefault("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
        return CatalogUtil.loadFileIO(implementation, properties.forIceberg(), Catalogs.hadoop(properties));
    }

    @Override
    public void close() {
        Catalogs.close(catalog);
    }

    private record MetadataFile(String location, long version, long writtenAt) {}
}
