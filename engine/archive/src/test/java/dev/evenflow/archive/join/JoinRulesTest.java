package dev.evenflow.archive.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinRulesTest {
    private static final Half REQUEST = half(Side.REQUEST, 1);
    private static final Half RESPONSE = half(Side.RESPONSE, 1);

    private static Half half(Side side, int content) {
        return new Half(side, "key", "EU", new byte[] {(byte) content});
    }

    @Test
    void theFirstWaitsWhicheverItIs() {
        assertThat(JoinRules.arrive(REQUEST, null, null)).isEqualTo(Outcome.WAIT);
        assertThat(JoinRules.arrive(RESPONSE, null, null)).isEqualTo(Outcome.WAIT);
    }

    @Test
    void theSecondPairsWhicheverItIs() {
        assertThat(JoinRules.arrive(RESPONSE, REQUEST, null)).isEqualTo(Outcome.PAIR);
        assertThat(JoinRules.arrive(REQUEST, RESPONSE, null)).isEqualTo(Outcome.PAIR);
    }

    @Test
    void theSameRecordAgainIsADuplicateWhileWaitingAndAfterwards() {
        assertThat(JoinRules.arrive(REQUEST, REQUEST, null)).isEqualTo(Outcome.DUPLICATE);
        assertThat(JoinRules.arrive(REQUEST, null, SettledHalves.of(9, REQUEST, RESPONSE)))
                .isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void anotherRecordUnderTheSameIdNeverReplacesTheFirst() {
        assertThat(JoinRules.arrive(half(Side.REQUEST, 2), REQUEST, null)).isEqualTo(Outcome.CONFLICT);
        assertThat(JoinRules.arrive(half(Side.RESPONSE, 2), null, SettledHalves.of(9, REQUEST, RESPONSE)))
                .isEqualTo(Outcome.CONFLICT);
    }

    @Test
    void whoComesAfterItsPartnerWasArchivedAloneIsLate() {
        assertThat(JoinRules.arrive(RESPONSE, null, SettledHalves.of(9, REQUEST)))
                .isEqualTo(Outcome.LATE);
    }

    @Test
    void halvesOfDifferentSubjectsOrRegionsDoNotShareARow() {
        assertThat(JoinRules.arrive(new Half(Side.RESPONSE, "key", "US", new byte[1]), REQUEST, null))
                .isEqualTo(Outcome.MISMATCH);
        assertThat(JoinRules.arrive(new Half(Side.RESPONSE, "other", "EU", new byte[1]), REQUEST, null))
                .isEqualTo(Outcome.MISMATCH);
    }

    @Test
    void settledHalvesSurviveTheirBytes() {
        SettledHalves settled = SettledHalves.of(12, REQUEST).and(RESPONSE, 15);
        SettledHalves read = SettledHalves.fromBytes(settled.toBytes());
        assertThat(read).isNotNull();
        assertThat(read.expiresAt()).isEqualTo(15);
        assertThat(read.has(REQUEST)).isTrue();
        assertThat(read.has(RESPONSE)).isTrue();
        assertThat(read.has(half(Side.REQUEST, 2))).isFalse();
        assertThat(read.toBytes()).isEqualTo(settled.toBytes());
    }

    @Provide
    Arbitrary<List<Half>> arrivals() {
        Arbitrary<Half> halves = Arbitraries.of(Side.class)
                .flatMap(side -> Arbitraries.integers().between(1, 3).map(content -> half(side, content)));
        return halves.list().ofMaxSize(8);
    }

    @Property
    void everyDifferentHalfIsInExactlyOneRowAndEveryOtherIsADuplicate(@ForAll("arrivals") List<Half> arrivals) {
        List<Half> inRows = new ArrayList<>();
        int duplicates = 0;
        Half waiting = null;
        SettledHalves settled = null;
        for (Half half : arrivals) {
            switch (JoinRules.arrive(half, waiting, settled)) {
                case WAIT -> waiting = half;
                case PAIR, MISMATCH -> {
                    Half partner = java.util.Objects.requireNonNull(waiting);
                    inRows.add(partner);
                    inRows.add(half);
                    settled = and(and(settled, partner), half);
                    waiting = null;
                }
                case DUPLICATE -> duplicates++;
                case CONFLICT, LATE -> {
                    inRows.add(half);
                    settled = and(settled, half);
                }
            }
        }
        if (waiting != null) inRows.add(waiting);
        assertThat(inRows.size() + duplicates).isEqualTo(arrivals.size());
        assertThat(inRows.stream()
                        .map(half -> half.side() + "-" + half.digest()[0])
                        .toList())
                .doesNotHaveDuplicates()
                .containsAll(arrivals.stream()
                        .map(half -> half.side() + "-" + half.digest()[0])
                        .toList());
    }

    private static SettledHalves and(@Nullable SettledHalves settled, Half half) {
        return settled == null ? SettledHalves.of(0, half) : settled.and(half, 0);
    }
}
