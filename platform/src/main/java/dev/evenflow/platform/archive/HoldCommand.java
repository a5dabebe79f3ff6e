package dev.evenflow.platform.archive;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Holds;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive hold}. */
@Command(
        name = "hold",
        description = "Put a subject under legal hold in every place: neither erasure nor retention touches its data.",
        mixinStandardHelpOptions = true)
public final class HoldCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(names = "--subject", paramLabel = "ID", required = true, description = "Whose data.")
    private String subject = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "The case; must not say who. A subject can be held for several.")
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
            ChainEntry entry = new Holds(open).hold(subject, reason, by, Instant.now());
            System.out.println("under hold: '" + reason + "' by " + by + "; commit " + entry.sequence()
                    + " of the chain, head " + Digests.hex(entry.head()));
        }
    }
}
