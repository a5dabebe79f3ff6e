package dev.evenflow.platform.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.topic.StandardTopics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker is content with what is right, and complains about the one thing that is not. */
class ChaosCheckerTest {
    private static final String HEAD = "a".repeat(64);

    private final Sent sent = new Sent();
    private final Received received = new Received();

    @BeforeEach
    void tenTransactionsOfWhichOneIsLateAndThreeInferences() {
        for (int i = 0; i < 9; i++) sent.transaction("t-" + i);
        sent.late("late-1");
        sent.repeatedTransaction();
        sent.poison(poison("k1", "garbage"));
        sent.poison(poison("k2", "more"));
        sent.inference(StandardTopics.INFERENCE_REQUESTS, 3, 1, 1);
        sent.inference(StandardTopics.INFERENCE_RESPONSES, 3, 0, 0);
        for (int i = 0; i < 3; i++) sent.row();
    }

    @Test
    void isContentWithExactlyWhatWasSent() {
        come();

        ChaosChecker.Verdict verdict = ChaosChecker.check(sent, received);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.counts())
                .containsEntry("settled vectors", 9L)
                .containsEntry("served vectors", 10L)
                .containsEntry("late events", 1L)
                .containsEntry("dead letters", 2L)
                .containsEntry("archive rows", 3L);
    }

    @Test
    void aVectorThatIsMissingIsFound() {
        vectorsExcept(4);
        others();

        assertThat(findings()).containsExactly("1 have no settled vector: [t-4]", "1 have no served vector: [t-4]");
    }

    @Test
    void aVectorThatIsDoubledIsFound() {
        come();
        received.settled("t-7");

        assertThat(findings()).containsExactly("1 have more than one settled vector: [t-7]");
    }

    @Test
    void aServedVectorThatIsDoubledIsFound() {
        come();
        received.served("t-0");

        assertThat(findings()).containsExactly("1 have more than one served vector: [t-0]");
    }

    @Test
    void aVectorOfNothingThatWasSentIsFound() {
        come();
        received.settled("t-99");

        assertThat(findings()).containsExactly("1 have a settled vector that they must not have: [t-99]");
    }

    @Test
    void aLateTransactionThatWasSettledAfterAllIsFound() {
        come();
        received.settled("late-1");

        assertThat(findings()).containsExactly("1 have a settled vector that they must not have: [late-1]");
    }

    @Test
    void anEventThatWasTakenForLateIsFound() {
        come();
        received.late("t-3");
        received.lateLabel();

        assertThat(findings())
                .containsExactly(
                        "1 have a late event that they must not have: [t-3]",
                        "1 labels were late, none was meant to be");
    }

    @Test
    void whatOnlyMovesTimeOnMayBeSettledOrNot() {
        come();
        received.settled("flush-1");

        assertThat(findings()).isEmpty();
    }

    @Test
    void poisonWithOtherBytesIsBothLostAndUnknown() {
        vectorsExcept(-1);
        received.late("late-1");
        received.letter(poison("k1", "garbage"));
        received.letter(poison("k2", "mare"));
        commits();

        assertThat(findings())
                .hasSize(2)
                .anyMatch(finding -> finding.startsWith("1 records of poison are no dead letter"))
                .anyMatch(finding -> finding.startsWith("1 dead letters are of no such record"));
    }

    @Test
    void aDeadLetterThatIsDoubledIsFound() {
        come();
        received.letter(poison("k1", "garbage"));

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("1 dead letters are of no such record, or doubled");
    }

    @Test
    void aLedgerThatLostARecordIsFound() {
        vectorsExcept(-1);
        received.late("late-1");
        letters();
        received.commit(commit(1, "0".repeat(64), 3, requests(0, 4, 4, 2), responses()));

        assertThat(findings())
                .containsExactly(
                        "archive: records of inference-requests are 4, expected 5",
                        "archive: archived of inference-requests are 2, expected 3");
    }

    @Test
    void aLedgerWithAHoleOrACommitTwiceIsFound() {
        come();
        received.commit(commit(3, "b".repeat(64), 0, requests(6, 6, 0, 0)));

        assertThat(findings())
                .anyMatch(finding -> finding.equals("commit 3 follows commit 1"))
                .anyMatch(finding -> finding.contains("names another head"))
                .anyMatch(finding -> finding.contains("begins at 6, the one before ended at 5"));
    }

    @Test
    void commitsMayComeInAnyOrder() {
        vectorsExcept(-1);
        received.late("late-1");
        letters();
        received.commit(commit(2, HEAD, 0, responses()));
        received.commit(commit(1, "0".repeat(64), 3, requests(0, 5, 5, 3)));

        assertThat(findings()).isEmpty();
    }

    @Test
    void aRangeThatDoesNotBalanceIsFound() {
        CommitLedger ledger = new CommitLedger();
        ledger.add(commit(1, "0".repeat(64), 1, new CommitLedger.Range("x", 0, 0, 2, 2, 1, 0, 0, 0, 0)));

        assertThat(ledger.problems()).singleElement().asString().contains("does not balance");
    }

    private List<String> findings() {
        return ChaosChecker.check(sent, received).findings();
    }

    private void come() {
        vectorsExcept(-1);
        others();
    }

    private void vectorsExcept(int missing) {
        for (int i = 0; i < 9; i++) {
            if (i == missing) continue;
            received.settled("t-" + i);
            received.served("t-" + i);
        }
        received.served("late-1");
    }

    private void others() {
        received.late("late-1");
        letters();
        commits();
    }

    private void letters() {
        received.letter(poison("k1", "garbage"));
        received.letter(poison("k2", "more"));
    }

    private void commits() {
        received.commit(commit(1, "0".repeat(64), 3, requests(0, 5, 5, 3), responses()));
    }

    private static CommitLedger.Commit commit(long sequence, String previous, long rows, CommitLedger.Range... ranges) {
        return new CommitLedger.Commit(sequence, previous, HEAD, rows, List.of(ranges));
    }

    private static CommitLedger.Range requests(long from, long to, long records, long archived) {
        long other = records == 0 ? 0 : 1;
        return new CommitLedger.Range(
                StandardTopics.INFERENCE_REQUESTS, 0, from, to, records, archived, other, other, 0, 0);
    }

    private static CommitLedger.Range responses() {
        return new CommitLedger.Range(StandardTopics.INFERENCE_RESPONSES, 0, 0, 3, 3, 3, 0, 0, 0, 0);
    }

    private static RecordDigest poison(String key, String value) {
        return RecordDigest.of(
                StandardTopics.TRANSACTIONS,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }
}
