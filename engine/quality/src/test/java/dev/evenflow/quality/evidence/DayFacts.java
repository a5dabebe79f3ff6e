package dev.evenflow.quality.evidence;

import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.WindowFacts;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a window of one day knows, of data in memory. */
final class DayFacts implements WindowFacts {
    private final long records;
    private final RecordProfile profile;
    private final RuleTally tally;
    private final List<RecordProfile> days;
    private final RecordProfile baseline;
    private final @Nullable KeySample keys;
    private final long stepsBack;
    private final long largestStepBackMs;
    private final Map<Integer, RecordProfile> recent = new HashMap<>();

    /** @param days the profiles up to this day, the newest last */
    DayFacts(
            long records,
            RecordProfile profile,
            RuleTally tally,
            List<RecordProfile> days,
            RecordProfile baseline,
            @Nullable KeySample keys,
            long stepsBack,
            long largestStepBackMs) {
        this.records = records;
        this.profile = profile;
        this.tally = tally;
        this.days = days;
        this.baseline = baseline;
        this.keys = keys;
        this.stepsBack = stepsBack;
        this.largestStepBackMs = largestStepBackMs;
    }

    /** A contract of the test's resources. */
    static Contract contract(String name) throws Exception {
        try (InputStream in = DayFacts.class.getResourceAsStream("/evidence/" + name)) {
            return Contract.parse(
                    name, new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
        }
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
        return keys;
    }

    @Override
    public Map<String, Long> unreadable() {
        return Map.of();
    }

    @Override
    public long stepsBack(String ruleId) {
        return stepsBack;
    }

    @Override
    public long largestStepBackMs(String ruleId) {
        return largestStepBackMs;
    }

    @Override
    public RecordProfile baseline() {
        return baseline;
    }

    @Override
    public String baselineName() {
        return "baseline";
    }

    @Override
    public RecordProfile recent(int windows) {
        return recent.computeIfAbsent(windows, last -> {
            RecordProfile merged = new RecordProfile();
            days.subList(Math.max(0, days.size() - last), days.size()).forEach(merged::merge);
            return merged;
        });
    }

    @Override
    public @Nullable Judgement volume(String ruleId) {
        return null;
    }
}
