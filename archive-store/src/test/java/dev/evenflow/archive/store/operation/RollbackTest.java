package dev.evenflow.archive.store.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.CommitLog;
import dev.evenflow.archive.store.DataCommit;
import dev.evenflow.archive.store.SourcePartition;
import dev.evenflow.archive.store.StaleCommitException;
import dev.evenflow.archive.store.Verification;
import dev.evenflow.archive.store.VerificationReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackTest {
    private static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");

    @TempDir
    Path directory;

    static void verifies(FilledArchive filled) {
        VerificationReport report = new Verification(filled.archive.config(), true, Optional.empty()).run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.passed()).isTrue();
    }

    private static void add(FilledArchive filled, int rows) {
        for (int i = 0; i < rows; i++) {
            filled.inference("subject-" + i % 3, i % 4 == 0 ? "US" : "EU", FilledArchive.START, "text " + i);
        }
        filled.feedback("subject-1", "EU", FilledArchive.START, "label");
    }

    @Test
    void withdrawnCommitsAreMadeAnewAndTheArchiveVerifies() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            add(filled, 20);
            filled.commit();
            Map<SourcePartition, Long> savepoint = filled.offsets();
            add(filled, 10);
            filled.commit();
            add(filled, 12);
            filled.commit();

            Rollback.Outcome outcome = new Rollback(filled.archive).rollback(1, NOW);

            assertThat(outcome.rows()).isEqualTo(24);
            assertThat(outcome.fromCommit()).isEqualTo(3);
            CommitLog.Head head = filled.archive.commits().head().orElseThrow();
            assertThat(head.dataCommit()).isEqualTo(1);
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES).size()
                            + filled.rows("us", ArchiveTable.INFERENCES).size())
                    .isEqualTo(20);
            assertThat(filled.archive.place("eu").inferences().properties())
                    .containsEntry(ArchiveCommitter.DATA_COMMIT, "1");
            verifies(filled);

            filled.seek(savepoint);
            add(filled, 22);
            filled.commit();
            assertThat(filled.archive.commits().entriesAfter(3))
                    .extracting(ChainEntry::kind)
                    .containsExactly(EntryKind.ROLLBACK, EntryKind.DATA);
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES).size()
                            + filled.rows("us", ArchiveTable.INFERENCES).size())
                    .isEqualTo(42);
            verifies(filled);

            assertThat(new Rollback(filled.archive).rollback(1, NOW).rows())
                    .as("the second commit 2; the first one is gone already")
                    .isEqualTo(23);
            verifies(filled);
        }
    }

    @Test
    void aCommitThatDiedBeforeItReachedTheChainIsWithdrawnToo() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            add(filled, 8);
            filled.commit();
            Map<SourcePartition, Long> savepoint = filled.offsets();
            add(filled, 8);
            DataCommit died = filled.prepare();
            ArchiveCommitter committer = new ArchiveCommitter(filled.archive);
            // all of it but the entry in the chain: the head before, put back
            committer.commit(died);
            filled.archive.commits().appendRollback(1, NOW, "{}");

            filled.seek(savepoint);
            add(filled, 9);
            DataCommit other = filled.prepare();
            assertThat(other.number()).isEqualTo(2);
            assertThatThrownBy(() -> new ArchiveCommitter(filled.archive).commit(other))
                    .isInstanceOf(StaleCommitException.class)
                    .hasMessageContaining("has a data commit 2 that the chain does not know")
                    .hasMessageContaining("./evenflow archive rollback --to-commit 1");

            assertThat(new Rollback(filled.archive).rollback(1, NOW).rows()).isEqualTo(9);
            assertThat(new ArchiveCommitter(filled.archive).commit(other)).isPresent();
            verifies(filled);
            assertThat(new Rollback(filled.archive).rollback(2, NOW).entry())
                    .as("nothing to withdraw")
                    .isNull();
        }
    }

    @Test
    void commitsThatAreNotThereCannotBeGoneBackTo() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            add(filled, 4);
            filled.commit();
            for (long commit : List.of(-1L, 2L)) {
                assertThatThrownBy(() -> new Rollback(filled.archive).rollback(commit, NOW))
                        .hasMessageContaining("has the data commits 1 to 1; expected 0 to 1");
            }
        }
    }
}
