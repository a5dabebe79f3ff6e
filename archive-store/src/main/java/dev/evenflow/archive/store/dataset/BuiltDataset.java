package dev.evenflow.archive.store.dataset;

import java.nio.file.Path;

/**
 * A training set in its directory.
 *
 * @param existed whether it was there before; then it was compared and left as it is
 */
public record BuiltDataset(Path directory, DatasetManifest manifest, boolean existed) {}
