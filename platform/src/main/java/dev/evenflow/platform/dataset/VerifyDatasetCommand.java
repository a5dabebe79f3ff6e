package dev.evenflow.platform.dataset;

import dev.evenflow.archive.store.dataset.DatasetFiles;
import dev.evenflow.archive.store.dataset.DatasetManifest;
import dev.evenflow.platform.PlatformException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evenflow dataset verify}. */
@Command(
        name = "verify",
        description = "Compare the files of a training set with its manifest. Needs no archive.",
        mixinStandardHelpOptions = true)
public final class VerifyDatasetCommand implements Runnable {

    @Parameters(paramLabel = "DIR", description = "Directory with a manifest.json.")
    private Path directory = Path.of("");

    @Override
    public void run() {
        List<String> problems = DatasetFiles.verify(directory);
        if (!problems.isEmpty()) {
            throw new PlatformException(
                    directory + " is not what its manifest says:\n  " + String.join("\n  ", problems));
        }
        DatasetManifest manifest = DatasetManifest.read(directory);
        System.out.println("training set " + manifest.name() + " version " + manifest.version() + ", " + manifest.rows()
                + " rows: files are what the manifest says");
    }
}
