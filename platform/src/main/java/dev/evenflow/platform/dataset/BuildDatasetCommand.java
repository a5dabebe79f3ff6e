package dev.evenflow.platform.dataset;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.dataset.BuiltDataset;
import dev.evenflow.archive.store.dataset.DatasetBuild;
import dev.evenflow.archive.store.dataset.DatasetManifest;
import dev.evenflow.archive.store.dataset.DatasetSpec;
import dev.evenflow.archive.store.dataset.RebuiltDataset;
import dev.evenflow.archive.store.dataset.SpecFields;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.archive.ArchiveOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow dataset build}. */
@Command(
        name = "build",
        description = {
            "Build a training set of an archive: inferences with the features that were served and the labels known in time.",
            "The same version has the same bytes. It holds personal data in clear; only you may read its files."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class BuildDatasetCommand implements Runnable {

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "YAML with the options below as keys; an option goes before its key.")
    private @Nullable Path specFile;

    @Option(
            names = "--from-manifest",
            paramLabel = "FILE",
            description = "Build exactly the version of this manifest again and compare; with --out, keep it.")
    private @Nullable Path manifest;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the training set; becomes a directory.")
    private @Nullable String name;

    @Option(names = "--model", paramLabel = "MODEL", description = "Whose inferences.")
    private @Nullable String model;

    @Option(names = "--region", paramLabel = "REGION", split = ",", description = "Only these (default: all).")
    private List<String> regions = new ArrayList<>();

    @Option(names = "--from", paramLabel = "TIME", description = "First event time: a day, or a time with Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End of the event times, exclusive.")
    private @Nullable String to;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Rows with this status (default: COMPLETE).")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME", description = "Name of the feedback that is the label.")
    private @Nullable String label;

    @Option(
            names = "--maturity",
            paramLabel = "DURATION",
            description = "Feedback counts if it was known at most that long after the request, for example 30d.")
    private @Nullable String maturity;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "Feedback counts if it was known by then (default: now; the manifest says when that was).")
    private @Nullable String asOf;

    @Option(
            names = "--unlabelled",
            paramLabel = "drop|zero|null",
            description = "What becomes of rows without a label (default: drop).")
    private @Nullable String unlabelled;

    @Option(
            names = "--immature",
            paramLabel = "drop|keep",
            description =
                    "What becomes of rows whose maturity is after --as-of: their label may yet come (default: drop).")
    private @Nullable String immature;

    @Option(names = "--features", paramLabel = "all|NAMES", description = "Which, and in which order (default: all).")
    private @Nullable String features;

    @Option(
            names = "--feature-set-version",
            paramLabel = "VERSION",
            description = "Rows with this version of the features (default: the version most rows have).")
    private @Nullable String featureSetVersion;

    @Option(names = "--score", paramLabel = "NAME", description = "Which score of the model (default: its first).")
    private @Nullable String score;

    @Option(names = "--format", paramLabel = "parquet|csv", description = "Of the data file (default: parquet).")
    private @Nullable String format;

    @Option(names = "--out", paramLabel = "DIR", description = "The training set is DIR/NAME/VERSION.")
    private @Nullable Path out;

    @Override
    public void run() {
        Map<String, String> options = options();
        if (manifest != null) {
            if (specFile != null || !options.isEmpty()) {
                throw new ParameterException(
                        command.commandLine(),
                        "--from-manifest says everything about the version; expected no other options than --archive and --out");
            }
            again(manifest);
            return;
        }
        if (out == null) {
            throw new ParameterException(command.commandLine(), "--out is missing: where the training set goes");
        }
        SpecFields fields = specFile == null ? new SpecFields() : SpecFields.read(specFile);
        options.forEach((key, value) -> fields.set(key, "option --" + key, value));
        DatasetSpec spec = fields.spec(Instant.now());
        try (Archive open = archive.open()) {
            report(new DatasetBuild(open, spec).run(out));
        }
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "name", name);
        put(options, "model", model);
        put(options, "region", regions.isEmpty() ? null : String.join(",", regions));
        put(options, "from", from);
        put(options, "to", to);
        put(options, "status", statuses.isEmpty() ? null : String.join(",", statuses));
        put(options, "label", label);
        put(options, "maturity", maturity);
        put(options, "as-of", asOf);
        put(options, "unlabelled", unlabelled);
        put(options, "immature", immature);
        put(options, "features", features);
        put(options, "feature-set-version", featureSetVersion);
        put(options, "score", score);
        put(options, "format", format);
        return options;
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    private void again(Path from) {
        try (Archive open = archive.open()) {
            RebuiltDataset rebuilt = DatasetBuild.again(open, from, out);
            DatasetManifest expected = rebuilt.expected();
            String what = "training set " + expected.name() + " version " + expected.version();
            if (!rebuilt.isSame()) {
                throw new PlatformException(what + " cannot be built again, nothing was kept:\n  "
                        + String.join("\n  ", rebuilt.differences()));
            }
            System.out.println(what + " was built again: " + expected.rows() + " rows, the same bytes"
                    + (rebuilt.directory() == null ? "" : ", in " + rebuilt.directory()));
        }
    }

    private static void report(BuiltDataset built) {
        DatasetManifest manifest = built.manifest();
        System.out.println("training set " + manifest.name() + " version " + manifest.version()
                + (built.existed() ? " is there already, the same bytes: " : ": ") + built.directory());
        System.out.println("  rows      " + manifest.rows() + ", labels " + manifest.labels());
        System.out.println("  features  " + manifest.features().names().size() + " of "
                + (manifest.features().featureSet() == null
                        ? "no set"
                        : manifest.features().featureSet()) + ", version "
                + manifest.features().featureSetVersion());
        System.out.println("  left out  " + (manifest.leftOut().isEmpty() ? "nothing" : manifest.leftOut()));
        if (!manifest.feedbackLeftOut().isEmpty()) {
            System.out.println("  feedback that could be no label: " + manifest.feedbackLeftOut());
        }
        System.out.println("  subjects  " + manifest.subjects() + "; personal data in clear, readable by you only");
        System.out.println("  archive   " + manifest.sources().archive() + ", ledger entry "
                + manifest.sources().ledgerSequence() + ", head "
                + manifest.sources().ledgerHead());
        manifest.files()
                .forEach(file -> System.out.println(
                        "  " + file.path() + "  " + file.bytes() + " bytes, SHA-256 " + file.sha256()));
    }
}
