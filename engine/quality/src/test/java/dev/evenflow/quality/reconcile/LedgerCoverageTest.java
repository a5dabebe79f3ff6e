package dev.evenflow.quality.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LedgerCoverageTest {
    private LedgerCoverage coverage = new LedgerCoverage("ledger", 60_000);

    @Test
    void whatIsInTheLedgerInTimeIsFine() {
        coverage.reached("requests", 0, 100, 0);
        coverage.reached("requests", 0, 150, 10_000);
        coverage.covered("requests", 0, 100, 150);
        LedgerTally tally = coverage.look(80_000);
        assertThat(tally.due()).isEqualTo(50);
        assertThat(tally.overdue()).isZero();
        assertThat(tally.skipped()).isZero();
        assertThat(tally.examples()).isEmpty();
    }

    @Test
    void whatIsNotInTheLedgerIsOverdueOnlyAfterItsTime() {
        coverage.reached("requests", 0, 100, 0);
        coverage.reached("requests", 0, 150, 10_000);
        coverage.covered("requests", 0, 100, 120);
        assertThat(coverage.look(69_999).overdue()).isZero();
        LedgerTally tally = coverage.look(70_000);
        assertThat(tally.overdue()).isEqualTo(30);
        assertThat(tally.examples())
                .containsExactly("requests partition 0 offsets 120 to 149 are not in the ledger yet");
        coverage.covered("requests", 0, 120, 150);
        assertThat(coverage.look(71_000).overdue()).isZero();
    }

    @Test
    void aHoleIsToldOnce() {
        coverage.covered("requests", 0, 100, 150);
        coverage.covered("requests", 0, 160, 170);
        assertThat(coverage.look(0).skipped()).isEqualTo(10);
        assertThat(coverage.look(1).skipped()).isZero();
    }

    @Test
    void aRollbackTakesTheEndBackAndIsNoHole() {
        coverage.reached("requests", 0, 100, 0);
        coverage.reached("requests", 0, 200, 1_000);
        coverage.covered("requests", 0, 100, 200);
        coverage.covered("requests", 0, 100, 110);
        LedgerTally tally = coverage.look(100_000);
        assertThat(tally.skipped()).isZero();
        assertThat(tally.overdue()).isEqualTo(90);
    }

    @Test
    void aBusyPartitionKeepsABoundedPastAndStillGetsDue() {
        for (int second = 0; second < 1_000; second++) coverage.reached("requests", 0, second, second * 1_000L);
        LedgerTally tally = coverage.look(999_000);
        assertThat(tally.overdue()).isBetween(935L, 939L);
        assertThat(coverage.toBytes().length).isLessThan(2_500);
    }

    @Test
    void goesOnFromItsBytes() {
        coverage.reached("requests", 0, 100, 0);
        coverage.reached("requests", 0, 150, 10_000);
        coverage.covered("requests", 0, 100, 120);
        coverage.covered("requests", 0, 125, 130);
        coverage = LedgerCoverage.fromBytes(coverage.toBytes(), "ledger", 60_000);
        LedgerTally tally = LedgerTally.fromBytes(coverage.look(70_000).toBytes());
        assertThat(tally.overdue()).isEqualTo(20);
        assertThat(tally.skipped()).isEqualTo(5);
        assertThat(tally.rule()).isEqualTo("ledger");
        assertThatThrownBy(() -> LedgerCoverage.fromBytes(new byte[] {7}, "ledger", 1))
                .hasMessageContaining("version 7");
    }
}
