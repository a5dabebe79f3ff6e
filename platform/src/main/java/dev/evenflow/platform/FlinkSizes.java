package dev.evenflow.platform;

/**
 * What {@code up} asks Flink for.
 *
 * @param jobManagerMemory process size of the JobManager, for example {@code 768m}
 * @param taskManagerMemory process size of the TaskManager, for example {@code 2g}
 * @param slots task slots; bounds the parallelism
 * @param parallelism default of jobs that do not choose
 */
public record FlinkSizes(String jobManagerMemory, String taskManagerMemory, int slots, int parallelism) {

    public FlinkSizes {
        if (parallelism < 1) {
            throw new PlatformException("--parallelism is " + parallelism + ", expected at least 1");
        }
        if (slots < parallelism) {
            throw new PlatformException("--slots is " + slots + ", expected at least the parallelism " + parallelism);
        }
        requireSize("--jobmanager-memory", jobManagerMemory);
        requireSize("--taskmanager-memory", taskManagerMemory);
    }

    private static void requireSize(String option, String size) {
        if (!size.matches("[1-9][0-9]*[mg]")) {
            throw new PlatformException(
                    option + " is '" + size + "', expected a number with m or g, for example 1536m");
        }
    }
}
