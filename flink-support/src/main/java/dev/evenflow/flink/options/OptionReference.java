package dev.evenflow.flink.options;

import java.util.Collection;
import java.util.stream.Collectors;

/** The options of a job as a table for people, in Markdown: docs/job-options.md holds what this makes. */
public final class OptionReference {
    private OptionReference() {}

    public static String table(Collection<JobOption> options) {
        return options.stream()
                .map(OptionReference::row)
                .collect(Collectors.joining("\n", "| option | value | default | |\n| --- | --- | --- | --- |\n", ""));
    }

    private static String row(JobOption option) {
        String fallback = option.fallback() == null ? "" : "`" + option.fallback() + "`";
        return "| `--%s` | %s | %s | %s |".formatted(option.name(), option.form(), fallback, option.doc());
    }
}
