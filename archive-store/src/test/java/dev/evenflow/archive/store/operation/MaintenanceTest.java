package dev.evenflow.archive.store.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.store.ArchiveTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
    @TempDir
    Path directory;

    private static Maintenance.Request request(boolean expire) {
        Instant later = Instant.now().plus(Duration.ofMinutes(1));
        return new Maintenance.Request(128 << 20, 2, later, expire ? later : null);
    }

    private long dataFiles() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    @Test
    void smallFilesBecomeFewAndEveryProofStillHolds() throws Exception {
        try (FilledArchive filled = new FilledArchive(directory)) {
            for (int commit = 0; commit < 6; commit++) {
                for (int row = 0; row < 5; row++) {
                    filled.inference("subject-" + row, "EU", FilledArchive.START, "text");
                    filled.inference("subject-" + row, "US", FilledArchive.START, "text");
                }
                filled.feedback("subject-1", "EU", FilledArchive.START, "label");
                filled.commit();
            }
            Maintenance maintenance = new Maintenance(filled.archive);

            Maintenance.Outcome outcome = maintenance.run(request(false));

            assertThat(outcome.filesBefore())
                    .as("three tables, commits and ledger, six files each")
                    .isEqualTo(30);
            assertThat(outcome.filesAfter()).isEqualTo(5);
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES)).hasSize(30);
            RollbackTest.verifies(filled);

            assertThat(maintenance.run(request(true)).snapshots()).isPositive();
            assertThat(dataFiles()).isEqualTo(5);
            RollbackTest.verifies(filled);

            filled.inference("subject-1", "EU", FilledArchive.START, "text").commit();
            assertThatThrownBy(() -> new Rollback(filled.archive).rollback(3, Instant.now()))
                    .hasMessageContaining("nothing was withdrawn")
                    .hasMessageContaining("compacted together with others");
            assertThat(new Rollback(filled.archive).rollback(6, Instant.now()).rows())
                    .isEqualTo(1);
            RollbackTest.verifies(filled);

            new Erasure(filled.archive).erase(List.of("subject-1"), null, Instant.now(), null);
            RollbackTest.verifies(filled);
        }
    }

    @Test
    void whatMayStillBeWithdrawnIsLeftAlone() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            for (int commit = 0; commit < 3; commit++) {
                filled.inference("anna", "EU", FilledArchive.START, "text").commit();
            }
            Instant settled = Instant.now().minus(Duration.ofHours(1));
            new Maintenance(filled.archive).run(new Maintenance.Request(128 << 20, 2, settled, null));
            assertThat(new Rollback(filled.archive).rollback(1, Instant.now()).rows())
                    .isEqualTo(2);
            RollbackTest.verifies(filled);
        }
    }
}
