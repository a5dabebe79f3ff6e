package dev.evenflow.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.inference.ArchivedInference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCommitterTest {
    @TempDir
    Path directory;

    @Test
    void rowsGoToTheirPlaceAndTheChainSaysSo() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            List<ArchivedInference> rows = new ArrayList<>(fixture.inferences(300, "EU", "fraud"));
            rows.addAll(fixture.inferences(20, "US", "fraud/v2 beta"));
            fixture.commit(rows, List.of(fixture.feedback("DE", 7, 1)));

            List<Record> europe = read(fixture.archive.place("eu").inferences());
            assertThat(europe).hasSize(300);
            assertThat(europe.get(5).getField("inference_id")).isEqualTo("inference-5");
            assertThat(europe.get(5).getField("batch_row")).isEqualTo(5);
            assertThat(read(fixture.archive.place("us").inferences())).hasSize(20);
            assertThat(read(fixture.archive.place("eu").feedback())).hasSize(1);

            List<ChainEntry> chain = fixture.archive.commits().entriesAfter(0);
            assertThat(chain).hasSize(1);
            assertThat(chain.get(0).batches())
                    .extracting(batch -> batch.place() + "." + batch.table() + " " + batch.rows())
                    .containsExactlyInAnyOrder("eu.inferences 300", "us.inferences 20", "eu.feedback 1");
            assertThat(chain.get(0).batches().get(0).fileDigest())
                    .isEqualTo(dev.evenflow.archive.digest.Digests.sha256(Files.readAllBytes(
                            Path.of(chain.get(0).batches().get(0).path()))));
            assertThat(read(fixture.archive.commits().tables().get(1))).hasSize(3);
        }
    }

    @Test
    void aCommitThatDiedHalfwayIsCompletedAndOneThatIsRepeatedDoesNothing() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            DataCommit commit = fixture.prepare(fixture.inferences(10, "EU", "fraud"), List.of());
            // in the place's table, not in the chain: as after a kill between the two
            Table table = fixture.archive.place("eu").open(ArchiveTable.INFERENCES);
            new ArchiveCommitter(fixture.archive).commit(commit);
            assertThat(read(table)).isNotNull();
            assertThat(new ArchiveCommitter(fixture.archive).commit(commit)).isEmpty();
            table.refresh();
            assertThat(read(table)).hasSize(10);
            assertThat(fixture.archive.commits().entriesAfter(0)).hasSize(1);
        }
    }

    @Test
    void aWriterThatForgotCommitsIsRefused() {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            DataCommit first = fixture.commit(fixture.inferences(1, "EU", "fraud"), List.of());
            fixture.commit(fixture.inferences(1, "EU", "fraud"), List.of());
            assertThatThrownBy(() -> fixture.committer.commit(first))
                    .isInstanceOf(StaleCommitException.class)
                    .hasMessageContaining("has data commit 2 already, and 1 is to be committed");
        }
    }

    @Test
    void severalWritersOfTheChainWaitForEachOther() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory);
                Archive other = Archive.open(fixture.config)) {
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<Future<?>> done = new ArrayList<>();
            for (Archive archive : List.of(fixture.archive, other)) {
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        archive.commits().append(EntryKind.HOLD, ArchiveFixture.START, "{}");
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            threads.shutdown();
            List<ChainEntry> chain = fixture.archive.commits().entriesAfter(0);
            assertThat(chain)
                    .extracting(ChainEntry::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(20);
            for (int i = 1; i < chain.size(); i++) {
                assertThat(chain.get(i).previous()).isEqualTo(chain.get(i - 1).head());
            }
            assertThat(fixture.archive.commits().head().orElseThrow().head())
                    .isEqualTo(chain.get(19).head());
        }
    }

    @Test
    void aBatchSurvivesItsSerialisedForm() {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            WrittenBatch batch = fixture.prepare(fixture.inferences(50, "EU", "fraud"), List.of())
                    .batches()
                    .get(0);
            WrittenBatch copy = WrittenBatch.fromBytes(batch.toBytes());
            assertThat(copy).usingRecursiveComparison().isEqualTo(batch);
            byte[] future = batch.toBytes();
            future[3]++;
            assertThatThrownBy(() -> WrittenBatch.fromBytes(future)).hasMessageContaining("version 2");
        }
    }

    static List<Record> read(Table table) throws Exception {
        table.refresh();
        List<Record> rows = new ArrayList<>();
        TableRows.forEach(table, Expressions.alwaysTrue(), rows::add);
        return rows;
    }
}
