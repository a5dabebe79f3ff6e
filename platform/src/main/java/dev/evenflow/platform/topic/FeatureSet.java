package dev.evenflow.platform.topic;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.features.spec.SchemaFiles;
import dev.evenflow.features.spec.SpecException;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A feature set as the deploy step sees it: compiled, so that what is wrong with it is said before anything is touched.
 *
 * @param reference what the job is given: the name of a bundled set, or an absolute path
 */
public record FeatureSet(String reference, FeaturePlan plan) {

    private static final List<Schema> SCHEMAS = List.of(Transaction.getClassSchema(), FraudLabel.getClassSchema());

    public String name() {
        return plan.name();
    }

    /** Of its feature topics. */
    public Schema vectorSchema() {
        return plan.vectorSchema();
    }

    /** A name is that of a bundled set; whatever has a slash or ends in .yaml is a file. */
    public static FeatureSet load(String nameOrFile) {
        boolean isFile = isFile(nameOrFile);
        Path bundled = Project.locate().root().resolve("jobs/fraud-features/src/main/resources/feature-sets");
        Path file = isFile ? Path.of(nameOrFile).toAbsolutePath() : bundled.resolve(nameOrFile + ".yaml");
        if (!Files.isRegularFile(file)) {
            throw new PlatformException(
                    isFile
                            ? "feature set " + file + " does not exist"
                            : "there is no feature set '" + nameOrFile + "'; there are " + names(bundled)
                                    + ", and any file that ends in .yaml");
        }
        try {
            String yaml = Files.readString(file);
            FeatureSetParser.SchemaNames names = FeatureSetParser.schemaNames(file.toString(), yaml);
            Schema source = schema(file, names.source());
            Schema labels = labels(file, names.labels());
            Map<String, Schema> envelopes = new HashMap<>();
            for (String envelope : names.changelogs()) envelopes.put(envelope, schema(file, envelope));
            return new FeatureSet(
                    isFile ? file.toString() : nameOrFile,
                    FeaturePlan.compile(
                            FeatureSetParser.parse(file.toString(), yaml, source, labels, envelopes),
                            source,
                            labels,
                            envelopes));
        } catch (SpecException | IllegalArgumentException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** What a job is given for it, without compiling it. */
    public static String reference(String nameOrFile) {
        return isFile(nameOrFile) ? Path.of(nameOrFile).toAbsolutePath().toString() : nameOrFile;
    }

    private static boolean isFile(String nameOrFile) {
        return nameOrFile.contains("/") || nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml");
    }

    private static @Nullable Schema labels(Path file, @Nullable String name) throws IOException {
        return name == null ? null : schema(file, name);
    }

    private static Schema schema(Path file, String name) throws IOException {
        Schema beside = SchemaFiles.beside(file, name);
        if (beside != null) return beside;
        Optional<Schema> found = SCHEMAS.stream()
                .filter(schema -> schema.getFullName().equals(name))
                .findFirst();
        return found.orElseThrow(() -> new PlatformException(
                file + ": schema '" + name + "' is unknown, expected the file " + name + ".avsc beside it, or one of "
                        + SCHEMAS.stream().map(Schema::getFullName).toList()));
    }

    private static List<String> names(Path bundled) {
        if (!Files.isDirectory(bundled)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(bundled)) {
            return files.map(path -> path.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + bundled, e);
        }
    }
}
