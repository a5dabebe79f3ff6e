package dev.evenflow.platform.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentilesOfTheNewest() {
        Latencies latencies = new Latencies(100);
        assertThat(latencies.percentile(0.5)).isEqualTo(-1);
        LongStream.rangeClosed(1, 1_000).forEach(latencies::add);
        assertThat(latencies.percentile(0)).isEqualTo(901);
        assertThat(latencies.percentile(0.5)).isBetween(950L, 951L);
        assertThat(latencies.percentile(1)).isEqualTo(1_000);
    }
}
