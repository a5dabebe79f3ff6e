package dev.evenflow.features.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/** Avro schemas that come with a feature set: files named {@code FULL.NAME.avsc} beside its own. */
public final class SchemaFiles {
    private SchemaFiles() {}

    /**
     * The schema of that name beside a feature set's file; null where no such file is there.
     *
     * @param fullName as {@link FeatureSetParser#schemaNames} checked it: it holds nothing that leads elsewhere
     * @throws IllegalArgumentException where the file holds something else
     */
    public static @Nullable Schema beside(Path featureSet, String fullName) throws IOException {
        Path file = featureSet.resolveSibling(fullName + ".avsc");
        if (!Files.isRegularFile(file)) return null;
        Schema schema;
        try {
            schema = new Schema.Parser().parse(Files.readString(file));
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException(file + ": is no Avro schema: " + e.getMessage(), e);
        }
        if (schema.getType() != Schema.Type.RECORD || !schema.getFullName().equals(fullName))
            throw new IllegalArgumentException(
                    file + ": holds " + schema.getFullName() + ", expected a record of the name " + fullName);
        return schema;
    }
}
