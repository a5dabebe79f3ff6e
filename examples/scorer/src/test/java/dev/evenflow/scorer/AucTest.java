package dev.evenflow.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AucTest {
    @Test
    void isOneWhenEveryFraudScoresHigher() {
        assertThat(Auc.of(new float[] {0.1f, 0.9f, 0.2f, 0.8f}, new boolean[] {false, true, false, true}))
                .isEqualTo(1.0);
    }

    @Test
    void isZeroWhenEveryFraudScoresLower() {
        assertThat(Auc.of(new float[] {0.9f, 0.1f}, new boolean[] {false, true}))
                .isZero();
    }

    /** Fawcett 2006, "An introduction to ROC analysis", the 20 instances of its table 1. */
    @Test
    void agreesWithAPublishedExample() {
        float[] scores = {
            .9f, .8f, .7f, .6f, .55f, .54f, .53f, .52f, .51f, .505f, .4f, .39f, .38f, .37f, .36f, .35f, .34f, .33f,
            .30f, .1f
        };
        boolean[] labels = {
            true, true, false, true, true, true, false, false, true, false, true, false, true, false, false, false,
            true, false, true, false
        };
        assertThat(Auc.of(scores, labels)).isEqualTo(0.68, within(1e-12));
    }

    @Test
    void equalScoresCountAHalf() {
        assertThat(Auc.of(new float[] {0.5f, 0.5f, 0.5f}, new boolean[] {true, false, false}))
                .isEqualTo(0.5);
    }

    @Test
    void saysNothingWithoutBothKinds() {
        assertThat(Auc.of(new float[] {0.5f, 0.6f}, new boolean[] {false, false}))
                .isNaN();
        assertThat(Auc.of(new float[0], new boolean[0])).isNaN();
    }

    @Test
    void countsPairsAsOneWouldByHand() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 50; round++) {
            int size = 2 + random.nextInt(40);
            float[] scores = new float[size];
            boolean[] labels = new boolean[size];
            for (int i = 0; i < size; i++) {
                // few different values, so that there are ties
                scores[i] = random.nextInt(8) / 8f;
                labels[i] = random.nextInt(3) == 0;
            }
            labels[0] = true;
            labels[1] = false;
            assertThat(Auc.of(scores, labels)).isEqualTo(byPairs(scores, labels), within(1e-12));
        }
    }

    private static double byPairs(float[] scores, boolean[] labels) {
        double won = 0;
        long pairs = 0;
        for (int fraud = 0; fraud < scores.length; fraud++) {
            for (int other = 0; other < scores.length; other++) {
                if (labels[fraud] && !labels[other]) {
                    won += scores[fraud] > scores[other] ? 1 : scores[fraud] == scores[other] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return won / pairs;
    }
}
