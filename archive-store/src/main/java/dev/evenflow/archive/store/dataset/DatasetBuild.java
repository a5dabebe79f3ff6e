package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a versioned training set of an archive: inferences with their features and the labels that were known in time.
 *
 * <p>The version is a digest of the spec and of the archive's state, and the same version has the same bytes.
 */
public final class DatasetBuild {
    private final Archive archive;
    private final DatasetSpec spec;
    private final DatasetSources sources;
    private final PinnedRows rows;
    private final @Nullable FeatureLayout layout;

    /** Of the archive as it is now. */
    public DatasetBuild(Archive archive, DatasetSpec spec) {
        this(archive, spec, DatasetSources.now(archive, spec.regions()), null);
    }

    private DatasetBuild(Archive archive, DatasetSpec spec, DatasetSources sources, @Nullable FeatureLayout layout) {
        this.archive = archive;
        this.spec = spec;
        this.sources = sources;
        this.rows = new PinnedRows(archive, sources);
        this.layout = layout;
    }

    public String version() {
        return DatasetManifest.version(spec, sources);
    }

    /** Builds it in {@code out/NAME/VERSION}. */
    public BuiltDataset run(Path out) {
        Path directory = out.resolve(spec.name()).resolve(version());
        return building(out, building -> {
            DatasetManifest manifest = write(building);
            if (manifest.rows() == 0) {
                throw new ArchiveStoreException(
                        "no row is left for the training set; left out were " + manifest.leftOut());
            }
            return keep(building, directory, manifest);
        });
    }

    /**
     * Builds the version of a manifest again and compares it with the manifest.
     *
     * @param out where to keep it; null for nowhere
     */
    public static RebuiltDataset again(Archive archive, Path manifestFile, @Nullable Path out) {
        DatasetManifest expected = DatasetManifest.read(manifestFile);
        if (!expected.isConsistent()) {
            throw new ArchiveStoreException(
                    manifestFile + ": version " + expected.version() + " is not that of its spec and sources");
        }
        if (!expected.sources().archive().equals(archive.config().archive())) {
            throw new ArchiveStoreException(
                    manifestFile + ": made of the archive " + expected.sources().archive() + ", and this is "
                            + archive.config().archive());
        }
        DatasetBuild build = new DatasetBuild(
                archive,
                expected.spec(manifestFile),
                expected.sources(),
                expected.features().layout());
        build.rows.checkChain();
        Path parent = out == null ? temporary() : out;
        try {
            return build.building(parent, building -> {
                DatasetManifest manifest = build.write(building);
                if (out == null || !manifest.equals(expected)) {
                    return new RebuiltDataset(expected, manifest, null);
                }
                Path directory = out.resolve(build.spec.name()).resolve(expected.version());
                return new RebuiltDataset(
                        expected, manifest, keep(building, directory, manifest).directory());
            });
        } finally {
            if (out == null) {
                DatasetFiles.delete(parent);
            }
        }
    }

    private interface Step<T> {
        T of(Path building) throws IOException;
    }

    private <T> T building(Path out, Step<T> step) {
        Path building = null;
        try {
            building = DatasetFiles.building(out, spec.name());
            return step.of(building);
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot write the training set below " + out + ": " + e, e);
        } finally {
            if (building != null) {
                DatasetFiles.delete(building);
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("evenflow-dataset-");
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot make a temporary directory: " + e, e);
        }
    }

    private DatasetManifest write(Path building) throws IOException {
        RowSelection selection = new RowSelection(archive, spec, rows);
        FeatureLayout chosen = layout == null ? choose(selection.layouts()) : layout;
        return new DatasetContent(spec, sources, rows, selection, chosen).write(building);
    }

    private FeatureLayout choose(Map<FeatureLayout, Long> layouts) {
        List<FeatureLayout> candidates = layouts.keySet().stream()
                .filter(candidate -> spec.featureSetVersion().isEmpty()
                        || spec.featureSetVersion().get().equals(candidate.version()))
                .sorted(FeatureLayout.ORDER)
                .toList();
        Comparator<FeatureLayout> rarest = Comparator.comparingLong(candidate -> layouts.getOrDefault(candidate, 0L));
        return candidates.stream()
                .max(rarest.thenComparing(FeatureLayout.ORDER))
                .orElseThrow(() -> new ArchiveStoreException(
                        layouts.isEmpty()
                                ? "the archive has no row of model '" + spec.model() + "' with features, status in "
                                        + spec.statuses() + " and an event time in the range"
                                : "feature-set-version is '"
                                        + spec.featureSetVersion().orElse("") + "', and the rows are of "
                                        + layouts.keySet()));
    }

    private static BuiltDataset keep(Path building, Path directory, DatasetManifest manifest) throws IOException {
        if (Files.exists(directory)) {
            List<String> problems = DatasetFiles.verify(directory);
            if (!problems.isEmpty() || !DatasetManifest.read(directory).equals(manifest)) {
                throw new ArchiveStoreException(directory + " is there and is not what this build gives: "
                        + (problems.isEmpty() ? "another manifest" : String.join("; ", problems)));
            }
            return new BuiltDataset(directory, manifest, true);
        }
        Files.move(building, directory, StandardCopyOption.ATOMIC_MOVE);
        return new BuiltDataset(directory, manifest, false);
    }
}
