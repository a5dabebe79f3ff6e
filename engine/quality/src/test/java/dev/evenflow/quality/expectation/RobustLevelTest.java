package dev.evenflow.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.check.Outcome;
import org.junit.jupiter.api.Test;

class RobustLevelTest {
    @Test
    void halfOfThePastMayBeWrong() {
        RobustLevel level = new RobustLevel(11, 5, 3, 0);
        for (double value : new double[] {9, 10, 11, 10, 12, 9, 500, 700, -300, 10, 11}) {
            level.learn(value);
        }
        Judgement judgement = level.judge(10);

        assertThat(judgement.middle()).isEqualTo(10);
        assertThat(judgement.high()).isCloseTo(10 + 3 * 1.4826, within(1e-12));
        assertThat(judgement.outcome()).isEqualTo(Outcome.PASS);
        assertThat(level.judge(15).tooMany()).isTrue();
        assertThat(level.judge(5).tooFew()).isTrue();
    }

    @Test
    void onlyTheLastValuesCount() {
        RobustLevel level = new RobustLevel(5, 3, 3, 0.1);
        for (int i = 0; i < 20; i++) {
            level.learn(i < 10 ? 1 : 100);
        }
        level.learn(Double.NaN);

        assertThat(level.judge(105).outcome()).isEqualTo(Outcome.PASS);
        assertThat(level.judge(1).tooFew()).isTrue();
    }

    @Test
    void theStateGoesOnWhereItStopped() {
        RobustLevel level = new RobustLevel(3, 3, 3, 0.1);
        for (int i = 1; i <= 4; i++) {
            level.learn(i);
        }
        byte[] bytes = level.toBytes();
        RobustLevel restored = RobustLevel.fromBytes(bytes, 3, 3, 3, 0.1);
        level.learn(5);
        restored.learn(5);

        assertThat(restored.toBytes()).isEqualTo(level.toBytes()).hasSize(1 + 4 + 8 + 24);
        assertThat(RobustLevel.fromBytes(bytes, 5, 3, 3, 0.1).judge(3).outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThatThrownBy(() -> RobustLevel.fromBytes(new byte[] {2, 0}, 3, 3, 3, 0))
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> new RobustLevel(3, 5, 3, 0)).hasMessageContaining("warm-up");
    }
}
