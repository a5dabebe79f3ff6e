package dev.evenflow.platform.archive;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Holds;
import dev.evenflow.platform.PlatformException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive release}. */
@Command(
        name = "release",
        description = "End a subject's hold for a reason; holds for other reasons stay.",
        mixinStandardHelpOptions = true)
public final class ReleaseCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(names = "--subject", paramLabel = "ID", required = true, description = "Whose data.")
    private String subject = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "The case, word for word as in the hold.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who ordered it (default: the user of this machine).")
    private String by = "";

    @Override
    public void run() {
        try (Archive open = archive.open()) {
            ChainEntry entry = new Holds(open)
                    .release(subject, reason, by, Instant.now())
                    .orElseThrow(() -> new PlatformException(
                            "the subject is not under hold for '" + reason + "'; archive holds lists the reasons"));
            System.out.println("released: '" + reason + "'; commit " + entry.sequence() + " of the chain, head "
                    + Digests.hex(entry.head()));
        }
    }
}
