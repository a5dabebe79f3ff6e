package dev.evenflow.platform.archive;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.operation.Erasure;
import dev.evenflow.archive.store.operation.ErasureReceipt;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow archive erase}. */
@Command(
        name = "erase",
        description = {
            "Erase subjects in every place: their keys are destroyed, and with them every copy of what those sealed; contents nobody else needs are deleted.",
            "Refused as a whole if one of them is under hold. Prints a receipt. Run again after a failure: what is undone is completed."
        },
        mixinStandardHelpOptions = true)
public final class EraseCommand implements Runnable {

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @ArgGroup(multiplicity = "1")
    private Subjects subjects = new Subjects();

    private static final class Subjects {
        @Option(
                names = "--subject",
                paramLabel = "ID",
                arity = "1..*",
                required = true,
                description = "Whose data; several are erased at once.")
        private List<String> ids = new ArrayList<>();

        @Option(
                names = "--subjects",
                paramLabel = "FILE",
                required = true,
                description = "File with one subject id per line; thousands take hardly longer than one.")
        private @Nullable Path file;
    }

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for receipt and chain; must not say who, for example the number of the case.")
    private @Nullable String reason;

    @Option(names = "--receipt", paramLabel = "FILE", description = "Also write the receipt to this new file.")
    private @Nullable Path receipt;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            description = "Where data sets were built: those with rows of the subjects are named in the receipt.")
    private @Nullable Path datasets;

    @Override
    public void run() {
        if (receipt != null && Files.exists(receipt)) {
            throw new PlatformException("--receipt " + receipt + " exists; expected a new file");
        }
        List<String> ids = subjects.file == null ? subjects.ids : SubjectFile.read(subjects.file);
        try (Archive open = archive.open()) {
            ErasureReceipt done =
                    new Erasure(open).erase(ids, reason, Instant.now().truncatedTo(ChronoUnit.MILLIS), datasets);
            for (String unknown : done.unknown()) {
                System.err.println(
                        "nothing of the subject '" + unknown + "' in the places " + String.join(", ", done.searched()));
            }
            System.out.println(done.toJson());
            write(done);
        }
    }

    private void write(ErasureReceipt done) {
        if (receipt != null) {
            try {
                Files.writeString(receipt, done.toJson() + "\n");
            } catch (IOException e) {
                throw new PlatformException(
                        "the subjects are erased, but --receipt " + receipt + " cannot be written: " + e
                                + "; the receipt is above, and the chain has it",
                        e);
            }
        }
    }
}
