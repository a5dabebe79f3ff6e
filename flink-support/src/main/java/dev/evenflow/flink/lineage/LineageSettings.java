package dev.evenflow.flink.lineage;

import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where lineage is told.
 *
 * @param target a directory, or an address of the scheme http or https; null for nowhere
 * @param namespace of the jobs
 * @param apiKeyFile file with the key that an address asks for, read on the JobManager; the key itself goes nowhere else
 */
public record LineageSettings(@Nullable String target, String namespace, @Nullable String apiKeyFile)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final LineageSettings OFF = new LineageSettings(null, "evenflow", null);

    private static final List<JobOption> OPTIONS = List.of(
            new JobOption(
                    "lineage",
                    "a directory or http://host:port/api/v1/lineage",
                    null,
                    "Where the job tells as OpenLineage events what it reads and writes: a directory that the JobManager can write, or an address. Nowhere if absent."),
            new JobOption("lineage.namespace", "a name", "evenflow", "Namespace of the job in these events."),
            new JobOption(
                    "lineage.api-key-file",
                    "a file",
                    null,
                    "File on the JobManager with the API key that the address asks for (Authorization: Bearer)."));

    /** A job's options with those of lineage behind them. */
    public static List<JobOption> and(List<JobOption> options) {
        List<JobOption> all = new ArrayList<>(options);
        all.addAll(OPTIONS);
        return List.copyOf(all);
    }

    public static LineageSettings of(JobOptions options) {
        String target = options.find("lineage");
        if (target != null && target.contains("://")) address(target);
        return new LineageSettings(target, options.text("lineage.namespace"), options.find("lineage.api-key-file"));
    }

    private static void address(String target) {
        URI uri;
        try {
            uri = new URI(target);
        } catch (java.net.URISyntaxException e) {
            // the text may hold a password: it is not repeated
            throw new IllegalArgumentException(
                    "option --lineage: no address, expected a directory or http://host:port/path", e);
        }
        if (!List.of("http", "https").contains(uri.getScheme()) || uri.getHost() == null)
            throw new IllegalArgumentException(
                    "option --lineage: scheme '" + uri.getScheme() + "', expected a directory, http:// or https://");
        if (uri.getUserInfo() != null)
            throw new IllegalArgumentException(
                    "option --lineage: has a user in the address, expected none: put the key into --lineage.api-key-file");
    }
}
