package dev.evenflow.quality.window;

import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.WindowFacts;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a window are decided on.
 *
 * @param recents profiles of the window and of those before it, the newest first
 * @param merged what {@link #recent} has merged: several rules ask for the same windows, and merging is what costs
 * @param expectations null where the window is not whole, so that its volume says nothing
 */
record JudgedFacts(
        long windowStartMs,
        WindowProfile window,
        List<RecordProfile> recents,
        Map<Integer, RecordProfile> merged,
        @Nullable RecordProfile baseline,
        String baselineName,
        @Nullable Expectations expectations)
        implements WindowFacts {
    @Override
    public long records() {
        return window.records();
    }

    @Override
    public RecordProfile profile() {
        return window.profile();
    }

    @Override
    public RuleTally tally() {
        return window.rules();
    }

    @Override
    public @Nullable KeySample keys(List<String> fields) {
        return window.keys().get(String.join(",", fields));
    }

    @Override
    public Map<String, Long> unreadable() {
        return window.unreadable();
    }

    @Override
    public long stepsBack(String ruleId) {
        return window.stepsBack(ruleId);
    }

    @Override
    public long largestStepBackMs(String ruleId) {
        return window.largestStepBackMs(ruleId);
    }

    @Override
    public RecordProfile recent(int windows) {
        if (windows <= 1 || recents.size() <= 1) return window.profile();
        return merged.computeIfAbsent(windows, last -> {
            RecordProfile together = new RecordProfile();
            recents.stream().limit(last).forEach(together::merge);
            return together;
        });
    }

    @Override
    public @Nullable Judgement volume(String ruleId) {
        return expectations == null ? null : expectations.volume(ruleId, windowStartMs, records());
    }
}
