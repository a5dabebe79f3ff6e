package dev.evenflow.platform.archive;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Rollback;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive rollback}. */
@Command(
        name = "rollback",
        description = {
            "Withdraw the last data commits from all tables, so that the job can go on from an older checkpoint or savepoint.",
            "Stop the job first; its message, when it refuses a state, names the commit. It reads the withdrawn records again: the topics must still have them."
        },
        mixinStandardHelpOptions = true)
public final class RollbackCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--to-commit",
            paramLabel = "N",
            required = true,
            description = "The data commit that is the last one afterwards; 0 withdraws all.")
    private long toCommit;

    @Override
    public void run() {
        try (Archive open = archive.open()) {
            Rollback.Outcome done = new Rollback(open).rollback(toCommit, Instant.now());
            if (done.entry() == null) {
                System.out.println("the last data commit is " + toCommit + " already; nothing to withdraw");
            } else {
                System.out.println("withdrawn: data commits " + (toCommit + 1) + " to " + done.fromCommit() + ", "
                        + done.batches() + " batches, " + done.rows() + " rows; commit "
                        + done.entry().sequence() + " of the chain, head "
                        + Digests.hex(done.entry().head()));
            }
        }
    }
}
