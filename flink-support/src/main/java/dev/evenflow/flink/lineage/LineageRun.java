package dev.evenflow.flink.lineage;

import java.io.Serializable;
import java.util.List;

/**
 * What a run of a job reads and writes; travels in its graph. Holds no secrets.
 *
 * @param settings where it is told; off for most tests
 * @param job its name in Flink
 * @param kind its name among the project's jobs
 */
public record LineageRun(
        LineageSettings settings,
        String job,
        String kind,
        boolean batch,
        List<LineageDataset> inputs,
        List<LineageDataset> outputs)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public LineageRun {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
