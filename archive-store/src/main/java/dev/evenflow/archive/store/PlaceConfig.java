package dev.evenflow.archive.store;

import java.nio.file.Path;
import java.util.List;

/**
 * A place where data may lie by law: its tables, its blobs, its keys.
 *
 * @param namespace of its tables in the catalog
 * @param blobs location below which its blobs lie
 * @param keyStore file of its keys
 * @param kek file with the key-encryption key, or the name of an environment variable with it
 */
public record PlaceConfig(
        String place,
        List<String> regions,
        CatalogProperties catalog,
        String namespace,
        String blobs,
        Path keyStore,
        Kek kek) {
    public PlaceConfig {
        regions = List.copyOf(regions);
    }

    /** Where the key-encryption key is. */
    public sealed interface Kek {
        record InFile(Path file) implements Kek {}

        record InEnvironment(String variable) implements Kek {}
    }
}
