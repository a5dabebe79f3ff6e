package dev.evenflow.scorer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scorer compare}. */
@Command(
        name = "compare",
        description = {
            "Compare the features in a training set of the archive with those of a backfill over the same transactions, and"
                    + " the model's AUC on each.",
            "Exit code 0: compared, also if they differ; with --same 1 if a value differs."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;
    private static final int FEATURES_SHOWN = 8;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "What `train` wrote.")
    private Path model = Path.of("");

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "DIR",
            description = "What ./evenflow dataset build --format csv wrote.")
    private Path dataset = Path.of("");

    @Option(
            names = "--vectors",
            required = true,
            paramLabel = "DIR",
            description = "Avro files of vectors that the batch job computed.")
    private Path vectors = Path.of("");

    @Option(names = "--deployment", defaultValue = "scorer", description = "Default: ${DEFAULT-VALUE}.")
    private String deployment = "scorer";

    @Option(names = "--same", description = "Fail if a value differs.")
    private boolean same;

    @Override
    public Integer call() {
        try (Model loaded = Model.load(model)) {
            Comparison comparison = new Comparison(loaded, deployment);
            new CsvRows(data()).forEach(comparison::archived);
            AvroFiles files = new AvroFiles("--vectors", vectors);
            Schema schema = files.schema();
            FeatureLayout layout = FeatureLayout.of(schema, loaded.metadata().features());
            files.forEach(vector -> comparison.computed(layout.id(vector), layout.values(vector)));
            Comparison.Result result = comparison.result();
            print(result);
            if (result.vectors() == 0) {
                throw new ScorerException("no inference of " + dataset + " has a vector in " + vectors
                        + ", expected the same transactions in both");
            }
            return same && result.differingValues() > 0 ? DIFFERENT : 0;
        }
    }

    private Path data() {
        try (Stream<Path> files = Files.walk(dataset)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".csv")).toList();
            if (found.size() != 1) {
                throw new ScorerException(
                        "--dataset " + dataset + " has " + found.size() + " .csv files, expected one");
            }
            return found.get(0);
        } catch (IOException e) {
            throw new ScorerException("--dataset " + dataset + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void print(Comparison.Result result) {
        System.out.printf(
                Locale.ROOT,
                "  labelled training set  %,d rows of the archive, %,d of them known frauds%n"
                        + "  compared               %,d vectors, %,d values: features of the batch job against those archived as served%n"
                        + "  differing              %,d vectors, %,d values%n",
                result.vectors() + result.onlyArchived(),
                result.frauds(),
                result.vectors(),
                result.values(),
                result.differingVectors(),
                result.differingValues());
        if (result.onlyArchived() > 0) {
            System.out.printf(Locale.ROOT, "  only archived          %,d inferences%n", result.onlyArchived());
        }
        result.differingBy().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(FEATURES_SHOWN)
                .forEach(each -> System.out.printf(Locale.ROOT, "    %-40s %,8d%n", each.getKey(), each.getValue()));
        result.examples().forEach(example -> System.out.println("    " + example));
        System.out.printf(
                Locale.ROOT,
                "  AUC                    %.6f on the training set's features%n"
                        + "                         %.6f on the archived, served features%s%n",
                result.trainingAuc(),
                result.servedAuc(),
                Double.compare(result.trainingAuc(), result.servedAuc()) == 0 ? ": equal" : ": not equal");
    }
}
