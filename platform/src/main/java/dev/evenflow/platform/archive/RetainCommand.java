package dev.evenflow.platform.archive;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.ExpiredDay;
import dev.evenflow.archive.store.operation.Retention;
import dev.evenflow.archive.store.operation.RetentionPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive retain}. */
@Command(
        name = "retain",
        description = {
            "Delete rows that a policy keeps no longer, by whole days, and contents that only they needed.",
            "A day with a row of a subject under hold stays whole."
        },
        mixinStandardHelpOptions = true)
public final class RetainCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description =
                    "YAML: retention, a list of {class: inferences or feedback, region, keep: 365d, 18m or 7y, and if you like model}.")
    private Path policy = Path.of("");

    @Option(names = "--dry-run", description = "Only say what would go.")
    private boolean dryRun;

    @Option(
            names = "--expire-snapshots",
            description = "Also drop the older states of the tables, so that the data files are deleted now.")
    private boolean expireSnapshots;

    @Override
    public void run() {
        try (Archive open = archive.open()) {
            Set<String> regions = new HashSet<>();
            open.config().places().forEach(place -> regions.addAll(place.regions()));
            RetentionPolicy rules = RetentionPolicy.read(policy, regions);
            Instant now = Instant.now();
            if (dryRun) {
                print(new Retention(open).expired(rules, now), "would go");
                return;
            }
            Retention.Outcome done = new Retention(open).apply(rules, now, expireSnapshots);
            print(done.days(), "deleted");
            System.out.println(done.rows() + " rows and " + done.contents() + " contents deleted, " + done.snapshots()
                    + " snapshots expired" + entry(done));
        }
    }

    private static String entry(Retention.Outcome done) {
        ChainEntry entry = done.entry();
        return entry == null ? "" : "; commit " + entry.sequence() + " of the chain, head " + Digests.hex(entry.head());
    }

    private static void print(List<ExpiredDay> days, String verb) {
        if (days.isEmpty()) {
            System.out.println("nothing is older than the policy keeps it");
        }
        for (ExpiredDay day : days) {
            System.out.printf(
                    "%s %s %s: %d rows %s%n",
                    day.place(),
                    day.table().table(),
                    day.partition(),
                    day.rows(),
                    day.held() ? "stay: one is of a subject under hold" : verb);
        }
    }
}
