package dev.evenflow.fraud.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.state.TestFeatureSets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of every record either the job before writes a vector or this one; here, which. */
class CutTest {
    private static final Cut CUT = Cut.parse("1000@0:5,2:7");

    private static FeatureRow row(int partition, long offset, long time) throws Exception {
        FeatureRow row = TestFeatureSets.HANDBOOK
                .plan()
                .readEvent(new RandomPayments(5, 1, Duration.ofDays(1)).transactions.get(0));
        row.sourcePartition = partition;
        row.sourceOffset = offset;
        row.time = time;
        return row;
    }

    @Test
    void whatWasReadAndSettledIsNotWrittenAgain() throws Exception {
        assertThat(CUT.leaves(row(0, 4, 1000), Emission.SETTLED)).isFalse();
        assertThat(CUT.leaves(row(0, 4, 1001), Emission.SETTLED))
                .as("read, and waiting")
                .isTrue();
        assertThat(CUT.leaves(row(0, 5, 900), Emission.SETTLED)).as("not read").isTrue();
        assertThat(CUT.leaves(row(1, 0, 900), Emission.SETTLED))
                .as("of a partition that came since")
                .isTrue();
        FeatureRow correction = row(0, 4, 900);
        correction.kind = FeatureRow.Kind.CORRECTION;
        assertThat(CUT.leaves(correction, Emission.SETTLED)).isTrue();
    }

    @Test
    void whatWasReadWasServed() throws Exception {
        assertThat(CUT.leaves(row(2, 6, 2000), Emission.SERVED)).isFalse();
        assertThat(CUT.leaves(row(2, 7, 900), Emission.SERVED)).isTrue();
    }

    @Test
    void aCutIsItsText() {
        for (String text : List.of("1000@0:5,2:7", "-9223372036854775808@", "5@3:0"))
            assertThat(Cut.parse(text)).hasToString(text);
        assertThatThrownBy(() -> Cut.parse("yesterday@0:5"))
                .hasMessageContaining("option --cut: 'yesterday@0:5', expected TIME@PARTITION:OFFSET");
    }
}
