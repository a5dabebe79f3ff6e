package dev.evenflow.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.quality.check.Outcome;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GapExpectationTest {
    @Property(tries = 200)
    void oneMissingOfRegularArrivalsIsAGap(@ForAll @LongRange(min = 100, max = 86_400_000) long intervalMs) {
        GapExpectation gaps = new GapExpectation(0, 30);
        for (int i = 0; i < 100; i++) {
            gaps.learn(intervalMs);
        }
        assertThat(gaps.judge(intervalMs).outcome()).isEqualTo(Outcome.PASS);
        assertThat(gaps.judge(2 * intervalMs).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void randomArrivalsAreForgivenWhatChanceMakes() {
        GapExpectation gaps = new GapExpectation(0, 30);
        Random random = new Random(3);
        int failed = 0;
        for (int i = 0; i < 200_000; i++) {
            long gap = (long) (-1_000 * Math.log(1 - random.nextDouble()));
            failed += i > 1_000 && gaps.judge(gap).outcome() == Outcome.FAIL ? 1 : 0;
            gaps.learn(gap);
        }
        assertThat(failed).isLessThanOrEqualTo(1);
        assertThat(gaps.longestNormalMs()).isBetween(15_000.0, 30_000.0);
        assertThat(gaps.judge(60_000).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void rareGapsDoNotMoveItAndFrequentOnesDo() {
        GapExpectation rare = new GapExpectation(0, 30);
        GapExpectation frequent = new GapExpectation(0, 30);
        for (int i = 0; i < 1_000; i++) {
            rare.learn(i % 200 == 0 ? 3_600_000 : 1_000);
            frequent.learn(i % 20 == 0 ? 3_600_000 : 1_000);
        }
        assertThat(rare.judge(3_600_000).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(frequent.judge(3_600_000).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void nothingIsExpectedBeforeEnoughGapsAndNothingBelowTheFloor() {
        GapExpectation gaps = new GapExpectation(30_000, 30);
        for (int i = 0; i < 29; i++) {
            gaps.learn(10);
        }
        assertThat(gaps.judge(3_600_000).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(gaps.longestNormalMs()).isNaN();
        gaps.learn(10);
        assertThat(gaps.judge(30_000).outcome()).isEqualTo(Outcome.PASS);
        assertThat(gaps.judge(30_001).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void stateOfVersionOneIsReadForEver() {
        byte[] golden = HexFormat.of().parseHex("010000000000010007000000020010000000010039000000c8ffff");
        GapExpectation read = GapExpectation.fromBytes(golden, 0, 30);
        GapExpectation made = new GapExpectation(0, 30);
        made.learn(-5);
        made.learn(7);
        made.learn(7);
        made.learn(17);
        for (int i = 0; i < 200; i++) {
            made.learn(600);
        }
        assertThat(HexFormat.of().formatHex(made.toBytes()))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(read.longestNormalMs()).isEqualTo(made.longestNormalMs());
        assertThat(read.learnedFrom()).isEqualTo(204);
        assertThatThrownBy(() -> GapExpectation.fromBytes(new byte[] {7}, 0, 30))
                .hasMessageContaining("version 7");
    }
}
