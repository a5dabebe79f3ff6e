package dev.evenflow.quality.check;

import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one window of a dataset when it is judged. Whoever gathers it implements this; what it cannot know is null. */
public interface WindowFacts {
    /** Records that could be read. */
    long records();

    RecordProfile profile();

    RuleTally tally();

    /** Of the records' keys, for each of {@link dev.evenflow.quality.contract.Contract#uniqueKeys()}. */
    @Nullable
    KeySample keys(List<String> fields);

    /** Records that could not be read, by reason. They are not in {@link #records()}. */
    Map<String, Long> unreadable();

    /** Records whose event time stepped back by more than that rule allows. */
    long stepsBack(String ruleId);

    long largestStepBackMs(String ruleId);

    /** The profile that drift is measured from. */
    @Nullable
    RecordProfile baseline();

    /** What the baseline is called, for a person; empty without one. */
    String baselineName();

    /** This window and those before it, merged, {@code windows} at most. */
    RecordProfile recent(int windows);

    /** Where a record is, as a person finds it. */
    default String place(int partition, long offset) {
        return "partition " + partition + " offset " + offset;
    }

    /** The window's count against what that rule learned to expect; null where nothing learns. */
    @Nullable
    Judgement volume(String ruleId);
}
