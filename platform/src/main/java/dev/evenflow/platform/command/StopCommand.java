package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenflow stop JOB}. */
@Command(
        name = "stop",
        description =
                "Stop a job with a savepoint, from which `deploy JOB --from-savepoint PATH --parallelism N` goes on.",
        mixinStandardHelpOptions = true)
public final class StopCommand implements Runnable {

    @Mixin
    private JobTarget target = new JobTarget();

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        target.act(home, (flink, id) -> {
            return "Stopped; savepoint "
                    + flink.savepoint(id, home.savepoints().toUri().toString(), true);
        });
    }
}
