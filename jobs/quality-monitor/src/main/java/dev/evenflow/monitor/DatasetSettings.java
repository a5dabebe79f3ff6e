package dev.evenflow.monitor;

import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import dev.evenflow.quality.plan.WatchedDataset;
import dev.evenflow.quality.window.DatasetJudge;
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

    /** @throws IllegalArgumentException with all that is wrong with the contract's file */
    public Contract contract() {
        try {
            return Contract.parse(contractFile, contractText);
        } catch (ContractException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public @Nullable Baseline baseline() {
        String file = watched.baseline();
        return file == null || baselineText == null ? null : Baseline.parse(file, baselineText);
    }

    public DatasetJudge judge(Contract contract, long deafMs) {
        Baseline baseline = baseline();
        return new DatasetJudge(
                watched, contract, baseline == null ? null : baseline.profile(), baselineName(), deafMs);
    }

    /** Name of the baseline's file; empty without. */
    public String baselineName() {
        String file = watched.baseline();
        return file == null ? "" : file;
    }
}
