package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.topic.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow schema generate}. */
@Command(
        name = "schema",
        description = "Generate the Avro schema of a feature set's vectors.",
        mixinStandardHelpOptions = true)
public final class SchemaCommand {

    @Command(
            name = "generate",
            description = "Write the schema to schemas/, or to --out; prints what changed.",
            mixinStandardHelpOptions = true)
    void generate(
            @Option(names = "--features", required = true, paramLabel = "NAME|FILE", description = "Feature set.")
                    String features,
            @Option(names = "--out", paramLabel = "DIR", description = "Default: where the schemas are checked in.")
                    @Nullable
                    Path out) {
        Schema schema = FeatureSet.load(features).vectorSchema();
        Path directory =
                out == null ? Project.locate().root().resolve("schemas/src/main/avro/dev/evenflow/features") : out;
        Path file = directory.resolve(schema.getName() + ".avsc");
        String text = schema.toString(true) + "\n";
        try {
            boolean unchanged = Files.exists(file) && Files.readString(file).equals(text);
            // an untouched file does not make ./evenflow build again
            if (!unchanged) {
                Files.createDirectories(directory);
                Files.writeString(file, text);
            }
            System.out.println((unchanged ? "unchanged: " : "wrote ") + file + " ("
                    + schema.getFields().size() + " fields)");
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
