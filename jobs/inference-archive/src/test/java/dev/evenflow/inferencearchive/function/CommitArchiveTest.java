package dev.evenflow.inferencearchive.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitArchiveTest {
    @TempDir
    private Path directory;

    private ArchiveConfig config;

    @BeforeEach
    void describe() {
        config = ArchiveConfig.parse(
                directory.resolve("archive.yaml").toString(),
                """
                archive: test
                ledger:
                  catalog: {type: jdbc, uri: "jdbc:sqlite:catalog.db", warehouse: ledger}
                places:
                  - place: eu
                    regions: [EU]
                    catalog: {type: jdbc, uri: "jdbc:sqlite:eu/catalog.db", warehouse: eu/warehouse}
                    blobs: eu/blobs
                    keys: {store: eu/keys.db, kek-file: eu/kek}
                """);
    }

    /** As a stop does it: the checkpoint before the savepoint is aborted, and the savepoint completes both. */
    @Test
    void aSavepointMayHoldSeveralCommitsThatWereDoneAfterIt() throws Exception {
        OperatorSubtaskState savepoint;
        try (OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> job = job(null)) {
            refused(job, 0, 10);
            job.snapshot(1, 0);
            refused(job, 10, 25);
            savepoint = job.snapshot(2, 0);
            job.notifyOfCompletedCheckpoint(2);
        }
        assertThat(entries()).hasSize(2);

        try (OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> job = job(savepoint)) {
            assertThat(entries()).as("repeated").hasSize(2);
            refused(job, 25, 26);
            job.snapshot(3, 0);
            job.notifyOfCompletedCheckpoint(3);
            assertThat(job.extractOutputValues())
                    .as("told again, from the last that the savepoint knows to be told")
                    .extracting(ArchiveCommit::getSequence)
                    .containsExactly(1L, 2L, 3L);
        }
        assertThat(entries())
                .extracting(entry -> entry.ranges().get(0))
                .extracting(OffsetRange::from, OffsetRange::to)
                .containsExactly(tuple(0L, 10L), tuple(10L, 25L), tuple(25L, 26L));
    }

    @Test
    void aStateThatIsOlderThanTheArchiveIsRefused() throws Exception {
        OperatorSubtaskState old;
        try (OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> job = job(null)) {
            refused(job, 0, 10);
            old = job.snapshot(1, 0);
            job.notifyOfCompletedCheckpoint(1);
            refused(job, 10, 25);
            job.snapshot(2, 0);
            job.notifyOfCompletedCheckpoint(2);
        }

        assertThatThrownBy(() -> job(old).close())
                .isInstanceOf(SuppressRestartsException.class)
                .rootCause()
                .hasMessageContaining("knows commits 1 to 1 of archive 'test', which holds 2")
                .hasMessageContaining("archive rollback --to-commit 1");
        assertThatThrownBy(() -> job(null).close()).rootCause().hasMessageContaining("starts without state");
        assertThat(entries()).hasSize(2);
    }

    private OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> job(@Nullable OperatorSubtaskState state)
            throws Exception {
        OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> harness =
                new OneInputStreamOperatorTestHarness<>(new CommitArchive(config));
        harness.setup();
        if (state != null) harness.initializeState(state);
        harness.open();
        return harness;
    }

    private static void refused(OneInputStreamOperatorTestHarness<Tidings, ArchiveCommit> job, long from, long to)
            throws Exception {
        job.processElement(Tidings.read("requests", 0, from, to, to - from, to - from), 0);
    }

    private List<ChainEntry> entries() {
        try (Archive archive = Archive.open(config)) {
            return archive.commits().entriesAfter(0);
        }
    }
}
