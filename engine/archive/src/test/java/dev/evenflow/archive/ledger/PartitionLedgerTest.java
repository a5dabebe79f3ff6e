package dev.evenflow.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PartitionLedgerTest {
    /** What one commit found: transaction markers, then records by what became of them, and how many of those that waited found their partner. */
    record Step(int markers, int archived, int quarantined, int duplicates, int newlyPending, int settled) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 50);
        return Combinators.combine(count, count, count, count, count, count)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static List<OffsetRange> ranges(List<Step> steps) {
        List<OffsetRange> ranges = new ArrayList<>();
        long offset = 1000;
        long pending = 0;
        for (Step step : steps) {
            long settled = Math.min(step.settled, pending);
            long records = (long) step.archived + step.quarantined + step.duplicates + step.newlyPending;
            long end = offset + records + step.markers;
            long waiting = pending - settled + step.newlyPending;
            ranges.add(new OffsetRange(
                    "requests",
                    3,
                    offset,
                    end,
                    records,
                    step.archived + settled,
                    step.quarantined,
                    step.duplicates,
                    pending,
                    waiting));
            offset = end;
            pending = waiting;
        }
        return ranges;
    }

    @Property
    void whatIsCountedRightAddsUp(@ForAll("steps") List<Step> steps) {
        PartitionLedger ledger = new PartitionLedger();
        List<OffsetRange> ranges = ranges(steps);
        ranges.forEach(ledger::append);
        OffsetRange last = ranges.get(ranges.size() - 1);
        assertThat(ledger.totals()).singleElement().satisfies(total -> {
            assertThat(total.requireBalanced()).isSameAs(total);
            assertThat(total.from()).isEqualTo(1000);
            assertThat(total.to()).isEqualTo(last.to());
            assertThat(total.pendingAfter()).isEqualTo(last.pendingAfter());
            assertThat(total.gaps())
                    .isEqualTo(steps.stream().mapToLong(Step::markers).sum());
            assertThat(total.quarantined())
                    .isEqualTo(steps.stream().mapToLong(Step::quarantined).sum());
        });
        assertThat(ledger.next("requests", 3)).isEqualTo(last.to());
        assertThat(ledger.next("requests", 4)).isNull();
    }

    @Property
    void oneRecordMoreOrLessAnywhereIsFound(@ForAll("steps") List<Step> steps, @ForAll int any) {
        List<OffsetRange> ranges = ranges(steps);
        int at = Math.floorMod(any, ranges.size());
        OffsetRange r = ranges.get(at);
        for (OffsetRange altered : List.of(
                with(r, r.records() + 1, r.archived(), r.pendingAfter()),
                with(r, r.records(), r.archived() + 1, r.pendingAfter()),
                with(r, r.records(), r.archived() - 1, r.pendingAfter()),
                with(r, r.records(), r.archived(), r.pendingAfter() + 1))) {
            PartitionLedger ledger = new PartitionLedger();
            ranges.subList(0, at).forEach(ledger::append);
            assertThatThrownBy(() -> ledger.append(altered))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("requests-3 [" + r.from() + ", " + r.to() + ")");
            ledger.append(r);
        }
    }

    private static OffsetRange with(OffsetRange r, long records, long archived, long pendingAfter) {
        return new OffsetRange(
                r.topic(),
                r.partition(),
                r.from(),
                r.to(),
                records,
                archived,
                r.quarantined(),
                r.duplicates(),
                r.pendingBefore(),
                pendingAfter);
    }

    private static OffsetRange archived(int partition, long from, long to) {
        return new OffsetRange("requests", partition, from, to, to - from, to - from, 0, 0, 0, 0);
    }

    @Example
    void aHoleAndAnOverlapAreNamedByTheirOffsets() {
        PartitionLedger ledger = new PartitionLedger();
        ledger.append(archived(0, 0, 100));
        ledger.append(archived(1, 0, 7));
        assertThatThrownBy(() -> ledger.append(archived(0, 120, 200)))
                .hasMessage("requests-0: offsets [100, 120) are in no range: the last one ended at 100,"
                        + " the next one is requests-0 [120, 200)");
        assertThatThrownBy(() -> ledger.append(archived(0, 90, 200)))
                .hasMessage("requests-0: offsets [90, 100) are in two ranges: the last one ended at 100,"
                        + " the next one is requests-0 [90, 200)");
        ledger.append(archived(0, 100, 200));
        assertThat(ledger.totals()).containsExactly(archived(0, 0, 200), archived(1, 0, 7));
    }

    @Example
    void recordsThatWaitedMustStillBeThere() {
        PartitionLedger ledger = new PartitionLedger();
        ledger.append(new OffsetRange("requests", 0, 0, 10, 10, 6, 0, 0, 0, 4));
        assertThat(ledger.problems(new OffsetRange("requests", 0, 10, 20, 10, 13, 0, 0, 3, 0)))
                .containsExactly("requests-0: requests-0 [10, 20) begins with 3 records pending,"
                        + " expected 4 as there were at its beginning");
    }

    @Example
    void aRangeSaysWhatDoesNotBalance() {
        assertThat(new OffsetRange("requests", 2, 0, 10, 10, 6, 1, 1, 2, 3).problem())
                .contains("requests-2 [0, 10): does not balance by 1: 2 pending before + 10 records, but 6 archived"
                        + " + 1 quarantined + 1 duplicates + 3 pending after");
        assertThat(new OffsetRange("requests", 2, 10, 0, 0, 0, 0, 0, 0, 0)
                        .problem()
                        .orElseThrow())
                .contains("expected an end that is not before the beginning");
        assertThat(new OffsetRange("requests", 2, 0, 1, 2, 2, 0, 0, 0, 0).problem())
                .contains("requests-2 [0, 1): found 2 records in 1 offsets");
        assertThat(new OffsetRange("requests", 2, 0, 1, 1, 2, -1, 0, 0, 0)
                        .problem()
                        .orElseThrow())
                .contains("expected no negative number");
    }
}
