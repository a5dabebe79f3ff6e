package dev.evenflow.quality.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PairMatchTest {
    private static final long WITHIN = 100;
    private static final PairRule BOTH = new PairRule("r", WITHIN, true, true);

    record Seen(boolean here, int key, long atMs) {}

    /** At most one record of each key and side, so that the oracle is a lookup. */
    @Provide
    Arbitrary<List<Seen>> records() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.longs().between(0, 180))
                .as(Seen::new)
                .list()
                .ofMaxSize(20)
                .uniqueElements(seen -> seen.key + "/" + seen.here)
                .map(list -> list.stream()
                        .sorted(Comparator.comparingLong(Seen::atMs))
                        .toList());
    }

    /** Feeds records in the order of the log; timers fire in between, and state goes through its bytes each time. */
    private static PairTally run(PairRule rule, List<Seen> records, long untilMs) {
        PairTally tally = new PairTally(rule.id());
        Map<Integer, byte[]> states = new HashMap<>();
        List<Seen> rest = new ArrayList<>(records);
        for (long now = 0; now <= untilMs; now++) {
            for (Map.Entry<Integer, byte[]> state : new ArrayList<>(states.entrySet())) {
                PairMatch match = PairMatch.of(rule, state.getValue());
                if (match.wakeMs() > now) continue;
                if (match.due(now, tally)) states.remove(state.getKey());
                else states.put(state.getKey(), match.toBytes());
            }
            while (!rest.isEmpty() && rest.get(0).atMs <= now) {
                Seen seen = rest.remove(0);
                PairMatch match = PairMatch.of(rule, states.get(seen.key));
                match.arrive(seen.here, seen.atMs, 1, seen.atMs, tally);
                states.put(seen.key, match.toBytes());
            }
        }
        assertThat(rest).isEmpty();
        if (untilMs >= 1000) assertThat(states).isEmpty();
        return tally;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void eachRecordIsJudgedOnceAndAsALookupWouldJudgeIt(
            @ForAll("records") List<Seen> records, @ForAll boolean judgesHere, @ForAll boolean judgesThere) {
        PairTally tally = run(new PairRule("r", WITHIN, judgesHere, judgesThere), records, 1000);
        long[] judged = new long[2];
        long[] missing = new long[2];
        for (Seen seen : records) {
            if (seen.here ? !judgesHere : !judgesThere) continue;
            int side = seen.here ? 0 : 1;
            judged[side]++;
            boolean found = records.stream()
                    .anyMatch(other -> other.key == seen.key
                            && other.here != seen.here
                            // at the very end of the time the timer is first
                            && other.atMs < seen.atMs + WITHIN);
            if (!found) missing[side]++;
        }
        assertThat(tally.here()).isEqualTo(judged[0]);
        assertThat(tally.there()).isEqualTo(judged[1]);
        assertThat(tally.hereMissing()).isEqualTo(missing[0]);
        assertThat(tally.thereMissing()).isEqualTo(missing[1]);
        assertThat(tally.repeated()).isZero();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void talliesOfPartsMergeToTheTallyOfTheWhole(@ForAll("records") List<Seen> records) {
        PairTally whole = run(BOTH, records, 1000);
        PairTally merged = new PairTally("r");
        for (int key = 0; key <= 5; key++) {
            int one = key;
            PairTally part =
                    run(BOTH, records.stream().filter(seen -> seen.key == one).toList(), 1000);
            merged.merge(PairTally.fromBytes(part.toBytes()));
        }
        assertThat(merged.here()).isEqualTo(whole.here());
        assertThat(merged.there()).isEqualTo(whole.there());
        assertThat(merged.hereMissing()).isEqualTo(whole.hereMissing());
        assertThat(merged.thereMissing()).isEqualTo(whole.thereMissing());
        assertThat(merged.late()).isEqualTo(whole.late());
        assertThat(merged.lastMs()).isEqualTo(whole.lastMs());
        assertThat(merged.examples()).hasSameSizeAs(whole.examples());
    }

    @Example
    void aPartnerThatComesTooLateIsToldAsSuch() {
        PairTally tally = run(BOTH, List.of(new Seen(true, 1, 0), new Seen(false, 1, 150)), 1000);
        assertThat(tally.hereMissing()).isOne();
        assertThat(tally.late()).isOne();
        assertThat(tally.there()).isOne();
        assertThat(tally.thereMissing()).isZero();
        assertThat(tally.examples()).containsExactly(new Place(true, 1, 0));
    }

    @Example
    void aRepeatedRecordIsCountedAndNotJudgedAgain() {
        PairTally tally = run(
                BOTH,
                List.of(new Seen(true, 1, 0), new Seen(true, 1, 5), new Seen(false, 1, 10), new Seen(false, 1, 20)),
                1000);
        assertThat(tally.here()).isOne();
        assertThat(tally.there()).isOne();
        assertThat(tally.hereMissing() + tally.thereMissing()).isZero();
        assertThat(tally.repeated()).isEqualTo(2);
    }

    /** Bytes that an earlier build wrote. */
    @Example
    void restoresTheGoldenBytes() {
        byte[] pair = HexFormat.of().parseHex("0101000000000000000500000002000000000000000900");
        PairMatch match = PairMatch.of(BOTH, pair);
        assertThat(match.wakeMs()).isEqualTo(105);
        PairTally tally = new PairTally("r");
        match.arrive(false, 50, 3, 11, tally);
        assertThat(tally.here()).isOne();
        assertThat(tally.hereMissing()).isZero();
        String tallied =
                "01000172000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000320"
                        + "0";
        assertThat(HexFormat.of().formatHex(tally.toBytes())).isEqualTo(tallied);
    }

    @Example
    void bytesOfAnotherVersionAreRefused() {
        assertThatThrownBy(() -> PairMatch.of(BOTH, new byte[] {9})).hasMessageContaining("version 9");
        assertThatThrownBy(() -> PairTally.fromBytes(new byte[] {9})).hasMessageContaining("version 9");
        assertThatThrownBy(() -> PairTally.fromBytes(new byte[] {1, 0})).hasMessageContaining("cut short");
    }
}
