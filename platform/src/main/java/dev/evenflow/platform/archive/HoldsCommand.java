package dev.evenflow.platform.archive;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Holds;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenflow archive holds}. */
@Command(
        name = "holds",
        description = "List all holds: place, since when, name of the subject's key, who ordered it, reason.",
        mixinStandardHelpOptions = true)
public final class HoldsCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Override
    public void run() {
        try (Archive open = archive.open()) {
            List<Holds.PlacedHold> holds = new Holds(open).all();
            if (holds.isEmpty()) {
                System.out.println("nobody is under hold");
            }
            for (Holds.PlacedHold placed : holds) {
                System.out.printf(
                        "%-8s %s %s %s '%s'%n",
                        placed.place(),
                        placed.hold().at(),
                        placed.hold().keyName(),
                        placed.hold().by(),
                        placed.hold().reason());
            }
        }
    }
}
