package dev.evenflow.flink.lineage;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became known of a dataset while the job runs.
 *
 * @param dataset name of one of the run's inputs or outputs
 * @param version of its content now; null where there is none
 * @param assertions rules that were applied to it and how they ended; those of the same rule and column replace each other
 */
public record DatasetFacts(String dataset, @Nullable String version, List<Assertion> assertions)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * One rule.
     *
     * @param column the field it is about; null for the whole dataset
     * @param expected what the rule asks for
     * @param actual what was measured; null where nothing could be
     */
    public record Assertion(
            String rule,
            @Nullable String column,
            boolean success,
            String severity,
            String expected,
            @Nullable String actual)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        String key() {
            return column == null ? rule : rule + " " + column;
        }
    }

    public DatasetFacts {
        assertions = List.copyOf(assertions);
    }
}
