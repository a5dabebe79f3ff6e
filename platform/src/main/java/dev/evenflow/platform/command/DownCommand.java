package dev.evenflow.platform.command;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow down}. */
@Command(
        name = "down",
        description = "Stop what `up` started, and nothing else, and remove its data.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Runnable {

    @Option(names = "--keep-data", description = "Keep topics, schemas, checkpoints and logs for the next `up`.")
    private boolean keepData;

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        new LocalPlatform(home, Project.locate(), System.out::println).down(keepData);
        System.out.println("The platform is down; "
                + (keepData ? "its data is kept in " + home.root() : "its data is removed") + ".");
    }
}
