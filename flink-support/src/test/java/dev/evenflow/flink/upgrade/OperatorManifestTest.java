package dev.evenflow.flink.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.junit.jupiter.api.Test;

class OperatorManifestTest {
    private static final OperatorManifest PUBLISHED = OperatorManifest.parse(
            "operators.txt",
            """
            # ids
            read-orders
            count-<entity>-orders
              total: value of LongSerializer
              waiting: list of StringSerializer
            """);

    private static JobPlan plan(Map<String, Map<String, StateDescriptor<?, ?>>> operators) {
        Map<String, JobPlan.Operator> byId = new LinkedHashMap<>();
        operators.forEach((uid, states) -> byId.put("id of " + uid, new JobPlan.Operator(uid, states, null)));
        return new JobPlan("orders", byId);
    }

    private static Map<String, StateDescriptor<?, ?>> states(StateDescriptor<?, ?>... states) {
        Map<String, StateDescriptor<?, ?>> byName = new LinkedHashMap<>();
        for (StateDescriptor<?, ?> state : states) byName.put(state.getName(), state);
        return byName;
    }

    private static final ValueStateDescriptor<Long> TOTAL =
            new ValueStateDescriptor<>("total", LongSerializer.INSTANCE);
    private static final ListStateDescriptor<String> WAITING =
            new ListStateDescriptor<>("waiting", StringSerializer.INSTANCE);

    @Test
    void aGraphThatKeepsAllLosesNothing() {
        JobPlan plan = plan(Map.of("read-orders", Map.of(), "count-shop-orders", states(TOTAL, WAITING)));
        OperatorManifest graph = PUBLISHED.like(plan);
        assertThat(graph.lost(PUBLISHED)).isEmpty();
        assertThat(PUBLISHED.unpublished(plan)).isEmpty();
        assertThat(OperatorManifest.parse("again", graph.text())).isEqualTo(graph);
    }

    @Test
    void whatIsGoneOrOtherIsNamed() {
        var other = new ValueStateDescriptor<>("total", StringSerializer.INSTANCE);
        assertThat(PUBLISHED
                        .like(plan(Map.of("count-shop-orders", states(other))))
                        .lost(PUBLISHED))
                .containsExactlyInAnyOrder(
                        "operator read-orders was published and is gone",
                        "state total of operator count-<entity>-orders was published as value of LongSerializer, expected"
                                + " no change, but it is value of StringSerializer",
                        "state waiting of operator count-<entity>-orders was published as list of StringSerializer,"
                                + " expected no change, but it is gone");
    }

    @Test
    void whatIsNewIsUnpublished() {
        assertThat(PUBLISHED.unpublished(plan(Map.of("read-orders", Map.of(), "count-orders", Map.of()))))
                .containsExactly("count-orders");
    }

    @Test
    void aStateBelowNothingIsRefusedWithItsLine() {
        assertThatThrownBy(() -> OperatorManifest.parse("operators.txt", "  total: value"))
                .hasMessageContaining("operators.txt: '  total: value', expected an operator id");
    }
}
