package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.flink.FlinkRest;
import java.util.Locale;
import java.util.function.BiFunction;
import picocli.CommandLine.Parameters;

/** The argument of commands on a running job: the job, found by its name or id. */
final class JobTarget {
    @Parameters(paramLabel = "JOB", description = "Its name, for example fraud-features, or its id.")
    private String job = "";

    /** Does it to the job's id and prints the answer with the time it took. */
    void act(PlatformHome home, BiFunction<FlinkRest, String, String> action) {
        FlinkRest flink = new FlinkRest(PlatformState.require(home).flinkUrl());
        String id = flink.activeJob(job)
                .orElseThrow(
                        () -> new PlatformException("no job '" + job + "' is running; ./evenflow status lists jobs"))
                .id();
        long begin = System.nanoTime();
        String done = action.apply(flink, id);
        System.out.printf(Locale.ROOT, "%s (%.1f s)%n", done, (System.nanoTime() - begin) / 1e9);
    }
}
