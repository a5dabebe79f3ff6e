package dev.evenflow.platform.archive;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which archive a command is about. */
public final class ArchiveOption {

    @Option(
            names = "--archive",
            paramLabel = "FILE",
            description = "The archive's description, archive.yaml (default: that of the local platform).")
    private @Nullable Path file;

    public Archive open() {
        return Archive.open(config());
    }

    public ArchiveConfig config() {
        Path description = file == null ? PlatformHome.resolve().archiveFile() : file;
        if (!Files.exists(description)) {
            throw new PlatformException("there is no archive: " + description + " is missing; "
                    + (file == null
                            ? "deploy the job inference-archive to the local platform first, or name an archive.yaml with --archive"
                            : "expected the archive.yaml that the job was given with --archive"));
        }
        return ArchiveConfig.read(description);
    }
}
