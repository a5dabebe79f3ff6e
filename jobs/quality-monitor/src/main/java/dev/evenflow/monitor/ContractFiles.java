package dev.evenflow.monitor;

import dev.evenflow.quality.plan.WatchedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the files a plan names: contracts in a directory, else those that come with the job; baselines beside the plan. */
final class ContractFiles {
    private static final List<String> BUNDLED = List.of(
            "avro/dev/evenflow/payments/",
            "avro/dev/evenflow/features/",
            "avro/dev/evenflow/inference/",
            "avro/dev/evenflow/operations/",
            "avro/dev/evenflow/quality/event/");

    private final @Nullable Path directory;

    ContractFiles(@Nullable String directory) {
        this.directory = directory == null ? null : Path.of(directory);
        if (this.directory != null && !Files.isDirectory(this.directory))
            throw new IllegalArgumentException("option --contracts: '" + directory
                    + "' is no directory, expected one with contracts (TOPIC.odcs.yaml)");
    }

    DatasetSettings settings(WatchedDataset dataset, Path plan) {
        String name = dataset.contract();
        String baseline = dataset.baseline();
        Path own = directory == null ? null : directory.resolve(name);
        if (own != null && Files.exists(own))
            return checked(new DatasetSettings(
                    dataset, own.toString(), read(own, dataset, "contract"), baseline(dataset, baseline, plan)));
        for (String folder : BUNDLED) {
            try (InputStream in = ContractFiles.class.getClassLoader().getResourceAsStream(folder + name)) {
                if (in != null)
                    return checked(new DatasetSettings(
                            dataset,
                            name,
                            new String(in.readAllBytes(), StandardCharsets.UTF_8),
                            baseline(dataset, baseline, plan)));
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + name + " from the job's jar", e);
            }
        }
        throw new IllegalArgumentException(plan + ": dataset " + dataset.topic() + ": contract '" + name
                + "' comes neither with the job nor is it in "
                + (directory == null ? "a directory given by --contracts" : directory.toString()));
    }

    /** What is wrong with contract or baseline is said here, not by a TaskManager. */
    private static DatasetSettings checked(DatasetSettings settings) {
        String of = settings.contract().dataset();
        if (!of.equals(settings.topic()))
            throw new IllegalArgumentException(settings.contractFile() + " is the contract of '" + of
                    + "', expected one whose physicalName is '" + settings.topic() + "'");
        settings.baseline();
        return settings;
    }

    private static @Nullable String baseline(WatchedDataset dataset, @Nullable String baseline, Path plan) {
        return baseline == null ? null : read(plan.resolveSibling(baseline), dataset, "baseline");
    }

    private static String read(Path file, WatchedDataset dataset, String what) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "dataset " + dataset.topic() + ": cannot read its " + what + " '" + file + "': " + e.getMessage(),
                    e);
        }
    }
}
