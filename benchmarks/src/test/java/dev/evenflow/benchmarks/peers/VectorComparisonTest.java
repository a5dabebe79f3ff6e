package dev.evenflow.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class VectorComparisonTest {
    private static final long HOUR = 3_600_000;
    private static final Schema SCHEMA = SchemaBuilder.record("Vector")
            .fields()
            .requiredString("transaction_id")
            .requiredLong("event_time")
            .optionalString("customer_id")
            .optionalString("card_id")
            .optionalString("terminal_id")
            .optionalString("device_id")
            .optionalString("ip_address")
            .requiredString("feature_set_version")
            .optionalLong("count")
            .optionalDouble("average")
            .endRecord();

    private static GenericRecord vector(String id, long time, String customer, Long count, Double average) {
        GenericRecord vector = new GenericData.Record(SCHEMA);
        vector.put("transaction_id", id);
        vector.put("event_time", time);
        vector.put("customer_id", customer);
        vector.put("feature_set_version", "of " + customer + count);
        vector.put("count", count);
        vector.put("average", average);
        return vector;
    }

    @Test
    void equalValuesNeedNoExcuse() {
        Map<String, GenericRecord> ours = Map.of("a", vector("a", 5, "c", 1L, 0.1 + 0.2));
        Map<String, GenericRecord> peer =
                Map.of("a", vector("a", 5, "c", 1L, 0.3), "only the peer's", vector("b", 6, "c", 9L, 9.0));
        VectorComparison comparison = VectorComparison.of(ours, peer, false);
        comparison.require(1);
        assertThat(comparison.vectors()).isEqualTo(1);
        assertThat(comparison.fields()).isEqualTo(9);
        assertThat(comparison.excused()).isZero();
    }

    @Test
    void anotherValueIsRefusedAndNamed() {
        Map<String, GenericRecord> ours = Map.of("a", vector("a", 5, "c", 1L, 1.0));
        VectorComparison comparison = VectorComparison.of(ours, Map.of("a", vector("a", 5, "c", 2L, null)), true);
        assertThat(comparison.different()).isEqualTo(Map.of("count", 1, "average", 1));
        assertThatThrownBy(() -> comparison.require(1)).hasMessageContaining("a count: ours 1, peer 2");
    }

    @Test
    void tooFewToCompareIsRefused() {
        VectorComparison comparison = VectorComparison.of(Map.of(), Map.of(), false);
        assertThatThrownBy(() -> comparison.require(1)).hasMessageContaining("only 0 vectors");
    }

    @Test
    void theEdgeOfAClosedWindowIsAnExcuse() {
        Map<String, GenericRecord> ours =
                Map.of("a", vector("a", 5, "c", 1L, null), "b", vector("b", 5 + HOUR, "c", 1L, null));
        Map<String, GenericRecord> peer = Map.of("b", vector("b", 5 + HOUR, "c", 2L, null));
        assertThat(VectorComparison.of(ours, peer, true).excused()).isEqualTo(1);
        assertThat(VectorComparison.of(ours, peer, true).different()).isEmpty();
        assertThat(VectorComparison.of(ours, peer, false).different()).containsOnlyKeys("count");
    }

    @Test
    void soIsTheSameTimeButOnlyForTheSameKey() {
        GenericRecord second = vector("b", 5, "c", 2L, null);
        Map<String, GenericRecord> ours = Map.of("a", vector("a", 5, "c", 1L, null), "b", second);
        Map<String, GenericRecord> peer = Map.of("a", vector("a", 5, "c", 2L, null), "b", second);
        assertThat(VectorComparison.of(ours, peer, true).excused()).isEqualTo(1);
        Map<String, GenericRecord> apart =
                Map.of("a", vector("a", 5, "c", 1L, null), "b", vector("b", 5, "d", 1L, null));
        assertThat(VectorComparison.of(apart, peer, true).different()).containsKey("count");
    }
}
