package dev.evenflow.platform.quality.check;

import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.WindowFacts;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All records of some files as one window. A file is a partition, a row an offset. */
final class FileFacts implements WindowFacts {
    final RuleTally tally = new RuleTally();
    final RecordProfile profile = new RecordProfile();
    final Map<List<String>, KeySample> keys = new HashMap<>();
    long records;
    private final List<Path> files;
    private final @Nullable Baseline baseline;
    private final String baselineName;

    FileFacts(List<Path> files, @Nullable Baseline baseline, String baselineName) {
        this.files = files;
        this.baseline = baseline;
        this.baselineName = baselineName;
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public RecordProfile profile() {
        return profile;
    }

    @Override
    public RuleTally tally() {
        return tally;
    }

    @Override
    public @Nullable KeySample keys(List<String> fields) {
        return keys.get(fields);
    }

    @Override
    public Map<String, Long> unreadable() {
        return Map.of();
    }

    @Override
    public long stepsBack(String ruleId) {
        return 0;
    }

    @Override
    public long largestStepBackMs(String ruleId) {
        return 0;
    }

    @Override
    public @Nullable RecordProfile baseline() {
        return baseline == null ? null : baseline.profile();
    }

    @Override
    public String baselineName() {
        return baselineName;
    }

    @Override
    public RecordProfile recent(int windows) {
        return profile;
    }

    @Override
    public @Nullable Judgement volume(String ruleId) {
        return null;
    }

    @Override
    public String place(int partition, long offset) {
        return files.size() == 1 ? "row " + offset : files.get(partition).getFileName() + " row " + offset;
    }
}
