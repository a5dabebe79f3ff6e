package dev.evenflow.platform.flink;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was submitted to this platform's Flink, by run: jars and feature sets are copied, as both may be built or edited since. */
public record Deployments(PlatformHome home) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int NAME = 16;

    private Path directory() {
        return home.data("flink").resolve("deployments");
    }

    private Path file(String run) {
        return directory().resolve(run + ".json");
    }

    /** Writes a submitted deployment, with copies of its files. @return as it was kept */
    Deployment keep(Deployment deployment) {
        String features = deployment.features();
        Path set = features == null ? null : Path.of(features);
        Deployment kept = deployment.with(
                copy(Path.of(deployment.jar()), ".jar"),
                deployment.keptFeatures() != null
                        ? deployment.keptFeatures()
                        : set != null && set.isAbsolute() && Files.isRegularFile(set) ? copy(set, ".yaml") : null);
        try {
            Files.createDirectories(directory());
            Path next = Files.createTempFile(directory(), "deployment", ".part");
            JSON.writeValue(next.toFile(), kept);
            Files.move(next, file(kept.run()), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return kept;
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file(kept.run()) + ": " + e.getMessage(), e);
        }
    }

    /** What the run was submitted as, from kept files; empty if this home did not submit it. */
    public Optional<Deployment> of(String run) {
        if (!Files.exists(file(run))) return Optional.empty();
        try {
            return Optional.of(
                    JSON.readValue(file(run).toFile(), Deployment.class).fromKept());
        } catch (IOException e) {
            throw new PlatformException(file(run) + " is not a readable deployment: " + e.getMessage(), e);
        }
    }

    /** Named by its content: the same jar is kept once, and a copy never changes. */
    private String copy(Path file, @Nullable String suffix) {
        try {
            Path files = Files.createDirectories(directory().resolve("files"));
            if (file.startsWith(files)) return file.toString();
            Path part = Files.createTempFile(files, "copy", ".part");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Path kept = files.resolve(HexFormat.of().formatHex(digest.digest()).substring(0, NAME) + suffix);
            Files.move(part, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return kept.toString();
        } catch (IOException e) {
            throw new PlatformException("cannot keep a copy of " + file + ": " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
