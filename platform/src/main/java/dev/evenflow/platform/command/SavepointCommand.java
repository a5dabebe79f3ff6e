package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenflow savepoint JOB}. */
@Command(name = "savepoint", description = "Write a savepoint of a running job.", mixinStandardHelpOptions = true)
public final class SavepointCommand implements Runnable {

    @Mixin
    private JobTarget target = new JobTarget();

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        target.act(home, (flink, id) -> {
            return "Savepoint " + flink.savepoint(id, home.savepoints().toUri().toString(), false);
        });
    }
}
