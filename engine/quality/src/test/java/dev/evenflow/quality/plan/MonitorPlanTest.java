package dev.evenflow.quality.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.incident.IncidentPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorPlanTest {
    @Test
    void readsWhatIsWatched() {
        MonitorPlan plan = MonitorPlan.parse(
                "quality.yaml",
                """
                monitor: local
                defaults: {window: 30s, lateness: 5m}
                incidents: {hold: 10s}
                datasets:
                  - topic: transactions
                    gate: transactions-good
                    weights: {freshness: 2, drift: 0.5}
                  - topic: features
                    contract: features-v2.odcs.yaml
                    window: 1h
                    replayed: true
                    shadow: true
                    baseline: baselines/features.json
                    upstream: [transactions]
                """);
        assertThat(plan.monitor()).isEqualTo("local");
        assertThat(plan.incidents().holdMs()).isEqualTo(10_000);
        assertThat(plan.incidents().togetherMs()).isEqualTo(IncidentPolicy.DEFAULT.togetherMs());
        WatchedDataset transactions = plan.datasets().get(0);
        assertThat(transactions.contract()).isEqualTo("transactions.odcs.yaml");
        assertThat(transactions.window()).isEqualTo(Duration.ofSeconds(30));
        assertThat(transactions.lateness()).isEqualTo(Duration.ofMinutes(5));
        assertThat(transactions.disorder()).isEqualTo(Duration.ofSeconds(10));
        assertThat(transactions.gate()).isEqualTo("transactions-good");
        assertThat(transactions.weights())
                .containsEntry(Dimension.FRESHNESS, 2.0)
                .containsEntry(Dimension.DRIFT, 0.5);
        WatchedDataset features = plan.datasets().get(1);
        assertThat(features.replayed() && features.shadow()).isTrue();
        assertThat(features.window()).isEqualTo(Duration.ofHours(1));
        assertThat(plan.lineage()).containsEntry("features", List.of("transactions"));
        assertThat(plan.dataset("elsewhere")).isNull();
    }

    @Test
    void saysAllThatIsWrongWithItsLine() {
        assertThatThrownBy(
                        () -> MonitorPlan.parse(
                                "q.yaml",
                                """
                        monitor: a b
                        datasets:
                          - topic: a
                            windw: 5s
                            upstream: [b]
                          - topic: b
                            window: 5 parsecs
                            weights: {freshnes: 1, drift: -1}
                            upstream: [a, transaction]
                          - topic: b
                            gate: b
                        """))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("q.yaml:1: 'monitor': found 'a b'")
                .hasMessageContaining("q.yaml:4: datasets: unknown key 'windw'")
                .hasMessageContaining("did you mean 'window'?")
                .hasMessageContaining("q.yaml:7: datasets: 'window': found '5 parsecs', expected a duration")
                .hasMessageContaining("unknown key 'freshnes'")
                .hasMessageContaining("'drift': is below 0")
                .hasMessageContaining("'topic': 'b' is there twice")
                .hasMessageContaining("is the topic itself");
    }

    @Test
    void refusesCirclesAndUnknownUpstreams() {
        assertThatThrownBy(
                        () -> MonitorPlan.parse(
                                "q.yaml",
                                """
                        monitor: m
                        datasets:
                          - {topic: a, upstream: [b]}
                          - {topic: b, upstream: [a]}
                          - {topic: c, upstream: [bb]}
                        """))
                .hasMessageContaining("'a' is upstream of itself")
                .hasMessageContaining("'bb' is not watched");
    }
}
