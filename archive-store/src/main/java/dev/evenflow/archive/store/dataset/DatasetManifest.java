package dev.evenflow.archive.store.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.store.ArchiveStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training set is, {@code manifest.json} beside its files: says nothing of when or where it was built, so that it is the same each time.
 *
 * @param version digest of everything that determines the content: spec and sources; 16 hex digits
 * @param spec keys and values of a spec file
 * @param labels number of rows by label; the key {@code none} for rows without one
 * @param leftOut numbers of rows of the model that are not in it, by reason
 * @param feedbackLeftOut numbers of feedback that could be no label, by reason
 * @param rowsDigest of the values, whatever the format ({@link RowsDigest})
 */
public record DatasetManifest(
        int form,
        String name,
        String version,
        String notice,
        Map<String, String> spec,
        DatasetSources sources,
        Features features,
        List<Column> schema,
        long rows,
        Map<String, Long> labels,
        Map<String, Long> leftOut,
        Map<String, Long> feedbackLeftOut,
        long subjects,
        String rowsDigest,
        List<DatasetFile> files) {
    static final int FORM = 1;
    static final String FILE = "manifest.json";
    static final String NOTICE =
            "Holds personal data in clear. Readable by its owner only; delete it when a subject in subjects.txt is erased.";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** Which features: rows of others are left out. */
    public record Features(
            @Nullable String featureSet, @Nullable String featureSetVersion, String namesDigest, List<String> names) {
        FeatureLayout layout() {
            return new FeatureLayout(featureSet, featureSetVersion, names);
        }
    }

    /** A file beside the manifest. */
    public record DatasetFile(String path, long bytes, String sha256) {}

    @JsonPropertyOrder({"spec", "sources"})
    private record Determinants(@JsonProperty Map<String, String> spec, @JsonProperty DatasetSources sources) {}

    static String version(DatasetSpec spec, DatasetSources sources) {
        return version(spec.fields(), sources);
    }

    private static String version(Map<String, String> spec, DatasetSources sources) {
        try {
            byte[] json = JSON.writer()
                    .without(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsBytes(new Determinants(spec, sources));
            return Digests.hex(Digests.sha256(json)).substring(0, 16);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are JSON", e);
        }
    }

    /** Whether the version is that of spec and sources. */
    boolean isConsistent() {
        return version.equals(version(spec, sources));
    }

    /** The spec, which {@code file} is the manifest of. */
    DatasetSpec spec(Path file) {
        SpecFields fields = new SpecFields();
        spec.forEach((key, value) -> fields.set(key, file + ": spec." + key, value));
        return fields.spec(Instant.EPOCH);
    }

    void write(Path file) throws IOException {
        Files.write(
                file, (JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** @param file the manifest, or the directory it is in */
    public static DatasetManifest read(Path file) {
        Path manifest = Files.isDirectory(file) ? file.resolve(FILE) : file;
        try {
            DatasetManifest read = JSON.readValue(Files.readAllBytes(manifest), DatasetManifest.class);
            if (read.form != FORM) {
                throw new ArchiveStoreException(manifest + ": form is " + read.form + ", expected " + FORM);
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new ArchiveStoreException("there is no manifest " + manifest, e);
        } catch (IOException e) {
            throw new ArchiveStoreException(manifest + " is not the manifest of a training set: " + e.getMessage(), e);
        }
    }
}
