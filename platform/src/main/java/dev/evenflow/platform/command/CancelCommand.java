package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenflow cancel JOB}. */
@Command(name = "cancel", description = "Cancel a job; its last checkpoint stays.", mixinStandardHelpOptions = true)
public final class CancelCommand implements Runnable {

    @Mixin
    private JobTarget target = new JobTarget();

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        target.act(home, (flink, id) -> {
            flink.cancel(id);
            return "Job " + id + " is cancelled";
        });
    }
}
