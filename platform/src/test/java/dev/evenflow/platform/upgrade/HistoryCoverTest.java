package dev.evenflow.platform.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.spec.FeatureSetSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryCoverTest {
    private static final long NOW = Instant.parse("2026-04-01T00:00:00Z").toEpochMilli();

    private static long daysAgo(int days) {
        return NOW - Duration.ofDays(days).toMillis();
    }

    @Test
    void aTopicThatReachesBackAsFarAsTheLongestWindowIsEnough() {
        assertThat(HistoryCover.judge(
                        "orders", daysAgo(91), NOW, Duration.ofDays(90).toMillis()))
                .contains("orders begins at 2025-12-31T00:00:00Z", "(90d0h)", "looks back to 2026-01-01T00:00:00Z");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> HistoryCover.judge(
                        "orders", daysAgo(60), NOW, Duration.ofDays(90).toMillis()))
                .hasMessageContaining("orders begins at 2026-01-31T00:00:00Z")
                .hasMessageContaining("30d0h of history are missing")
                .hasMessageContaining("Nothing was started");
    }

    @Test
    void aLifetimeNeedsEveryRecord() {
        assertThatThrownBy(() -> HistoryCover.judge("orders", daysAgo(900), NOW, FeatureSetSpec.LIFETIME))
                .hasMessageContaining("features over a lifetime, which would count too little");
    }
}
