package dev.evenflow.platform.archive;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Maintenance;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive maintain}. */
@Command(
        name = "maintain",
        description = {
            "Compact small files and drop old states of the tables. The job may run meanwhile; verify passes as before.",
            "To be run regularly, for example each night."
        },
        mixinStandardHelpOptions = true)
public final class MaintainCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--target-file-size",
            paramLabel = "MIB",
            defaultValue = "128",
            description = "Size of the files to make, in MiB (default: ${DEFAULT-VALUE}).")
    private long targetMebibytes = 128;

    @Option(
            names = "--least-files",
            paramLabel = "N",
            defaultValue = "5",
            description = "So many small files a partition must have to be compacted (default: ${DEFAULT-VALUE}).")
    private int leastFiles = 5;

    @Option(
            names = "--leave-newest",
            paramLabel = "HOURS",
            defaultValue = "24",
            description =
                    "Do not compact what was committed in the last hours: compacted commits cannot be rolled back (default: ${DEFAULT-VALUE}).")
    private long leaveNewestHours = 24;

    @Option(
            names = "--expire-older-than",
            paramLabel = "HOURS",
            description =
                    "Drop states of the tables that are older than so many hours, and the files that only they need.")
    private @Nullable Long expireHours;

    @Override
    public void run() {
        Instant now = Instant.now();
        try (Archive open = archive.open()) {
            Maintenance.Outcome done = new Maintenance(open)
                    .run(new Maintenance.Request(
                            targetMebibytes << 20,
                            leastFiles,
                            now.minus(Duration.ofHours(leaveNewestHours)),
                            expireHours == null ? null : now.minus(Duration.ofHours(expireHours))));
            System.out.println(done.filesBefore() + " files compacted into " + done.filesAfter() + ", "
                    + done.snapshots() + " snapshots expired, " + done.contents() + " overdue contents deleted");
        }
    }
}
