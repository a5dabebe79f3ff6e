package dev.evenflow.monitor;

import dev.evenflow.quality.plan.WatchedDataset;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A watched dataset with the texts of its files, read where the job is submitted: TaskManagers need no files.
 *
 * @param contractFile where the contract is from, for messages
 * @param baselineText the baseline file's content; null where the dataset has none
 */
public record DatasetSettings(
        WatchedDataset watched, String contractFile, String contractText, @Nullable String baselineText)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public String topic() {
        return watched.topic();
    }
}
