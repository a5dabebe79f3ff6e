package dev.evenflow.flink.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.upgrade.SavedStates.State;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.junit.jupiter.api.Test;

class CheckUpgradeTest {
    private static final State LONGS = new State(true, LongSerializer.INSTANCE.snapshotConfiguration());

    private static SavedStates saved(long bytes, Map<String, State> states) {
        return new SavedStates(Map.of(
                "1",
                new SavedStates.Operator(
                        "count", 128, bytes, StringSerializer.INSTANCE.snapshotConfiguration(), states)));
    }

    private static JobPlan plan(String id, TypeSerializer<?> totals) {
        return new JobPlan(
                "job",
                Map.of(
                        id,
                        new JobPlan.Operator(
                                "count",
                                Map.of(
                                        "total",
                                        new ValueStateDescriptor<>("total", totals),
                                        "waiting",
                                        new ListStateDescriptor<>("waiting", StringSerializer.INSTANCE)),
                                StringSerializer.INSTANCE)));
    }

    private static final JobPlan SAME = plan("1", LongSerializer.INSTANCE);

    private static List<String> refused(JobPlan plan, SavedStates saved, int parallelism) {
        return CheckUpgrade.restorable(plan, saved, parallelism);
    }

    @Test
    void whatIsReadTodayIsRestoredAndANewStateStartsEmpty() {
        assertThat(refused(SAME, saved(10, Map.of("total", LONGS)), 128)).isEmpty();
        // of a list that is not keyed, Flink writes down what its elements are
        State elements = new State(false, StringSerializer.INSTANCE.snapshotConfiguration());
        assertThat(refused(SAME, saved(10, Map.of("waiting", elements)), 1)).isEmpty();
    }

    @Test
    void stateThatNobodyWouldReadIsRefused() {
        assertThat(refused(plan("2", LongSerializer.INSTANCE), saved(10, Map.of("total", LONGS)), 1))
                .containsExactly("operator count has 10 bytes of state, and the new version has no such operator");
        assertThat(refused(SAME, saved(10, Map.of("sum", LONGS)), 1))
                .containsExactly("operator count, state sum: the new version does not keep it");
        assertThat(refused(plan("2", LongSerializer.INSTANCE), saved(0, Map.of()), 1))
                .isEmpty();
    }

    @Test
    void aFormThatIsNotReadIsRefused() {
        assertThat(refused(plan("1", StringSerializer.INSTANCE), saved(10, Map.of("total", LONGS)), 1))
                .singleElement()
                .asString()
                .contains("operator count, state total: it was written by", "LongSerializer", "which", "does not read");
    }

    @Test
    void aParallelismBeyondItsKeyGroupsIsRefused() {
        assertThat(refused(SAME, saved(10, Map.of("total", LONGS)), 129))
                .containsExactly("operator count cannot be spread to a parallelism of 129, expected at most 128");
    }
}
