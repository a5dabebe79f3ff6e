package dev.evenflow.flink.options;

import org.jspecify.annotations.Nullable;

/**
 * One option of a job.
 *
 * @param name as on the command line, after {@code --}
 * @param form what a value looks like, for people
 * @param fallback the value where none is given; null where the option is then absent
 * @param doc what it does, one or two sentences
 */
public record JobOption(String name, String form, @Nullable String fallback, String doc) {
    /** Name of the environment variable: {@code kafka.bootstrap} is {@code EVENFLOW_KAFKA_BOOTSTRAP}. */
    public String environmentName() {
        return "EVENFLOW_"
                + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
