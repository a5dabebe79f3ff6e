package dev.evenflow.archive.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Finding.Kind;
import dev.evenflow.inference.ArchivedBlob;
import dev.evenflow.inference.ArchivedInference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tampers with the files and tables of a real archive; each deed must be found, and named. */
class VerificationTest {
    @TempDir
    Path directory;

    private ArchiveFixture fixture;
    private Table europe;

    @BeforeEach
    void fillAnArchive() {
        fixture = new ArchiveFixture(directory);
        for (int commit = 0; commit < 4; commit++) {
            List<ArchivedInference> rows = new ArrayList<>(fixture.inferences(100, "EU", "fraud"));
            rows.addAll(fixture.inferences(10, "US", "fraud"));
            fixture.commit(rows, List.of(fixture.feedback("EU", commit, 1)));
        }
        fixture.archive.commits().append(EntryKind.HOLD, ArchiveFixture.START, "{\"subject_key\": \"00\"}");
        europe = fixture.archive.place("eu").inferences();
        europe.refresh();
    }

    @AfterEach
    void closeTheArchive() {
        fixture.close();
    }

    private VerificationReport verify() {
        return verify(true);
    }

    private VerificationReport verify(boolean askCatalog) {
        return new Verification(fixture.config, askCatalog, Optional.empty()).run();
    }

    @Test
    void anUntouchedArchivePasses() {
        for (boolean askCatalog : new boolean[] {true, false}) {
            VerificationReport report = verify(askCatalog);
            assertThat(report.findings()).isEmpty();
            assertThat(report.passed()).isTrue();
            assertThat(report.commits()).isEqualTo(5);
            assertThat(report.rows()).isEqualTo(444);
            assertThat(report.files()).isEqualTo(12);
            assertThat(report.ranges()).isEqualTo(12);
            assertThat(report.head())
                    .isEqualTo(fixture.archive.commits().head().orElseThrow().toString());
        }
    }

    @Test
    void oneFlippedByteInADataFile() throws Exception {
        Path file = Path.of(files(europe).get(1).location());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 4;
        Files.write(file, bytes);
        assertThat(verify().findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.FILE_ALTERED);
            assertThat(finding.file()).isEqualTo(file.toString());
            assertThat(finding.message()).contains("commit " + finding.commit(), finding.batch(), "was altered");
        });
    }

    @Test
    void aDeletedDataFile() throws Exception {
        Path file = Path.of(files(europe).get(2).location());
        Files.delete(file);
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.FILE_MISSING);
            assertThat(finding.message())
                    .contains(file.toString(), "with 100 rows", "the first came from inference-requests-0@");
        });
    }

    @Test
    void aRowRemovedByRewritingItsFileAndCommittingThat() throws Exception {
        rewrite(europe, files(europe), row -> !row.getField("inference_id").equals("inference-7"));
        VerificationReport report = verify();
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.ROW_MISSING);
            assertThat(finding.row()).isEqualTo(7);
            assertThat(finding.commit()).isEqualTo(1);
            assertThat(finding.source()).isEqualTo("inference-requests-0@7");
        });
        assertThat(report.found()).isEqualTo(1);
    }

    @Test
    void aRowAlteredOrDoubledByRewritingItsFile() throws Exception {
        rewrite(europe, files(europe), row -> {
            if (row.getField("inference_id").equals("inference-12")) {
                row.setField("decision", "APPROVE");
            }
            return true;
        });
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.ROW_ALTERED);
            assertThat(finding.row()).isEqualTo(12);
            assertThat(finding.message()).contains("row 12, which came from inference-requests-0@12, was altered");
        });
    }

    @Test
    void rowsThatWereSmuggledIn() {
        List<WrittenBatch> batches =
                fixture.prepare(fixture.inferences(3, "EU", "fraud"), List.of()).batches();
        europe.newAppend().appendFile(dataFile(batches.get(0))).commit();
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.ROW_UNKNOWN);
            assertThat(finding.message()).contains(batches.get(0).path(), "3 rows", "which the chain does not know");
        });
    }

    @Test
    void twoCommitsReordered() throws Exception {
        Table commits = fixture.archive.commits().tables().get(0);
        commits.refresh();
        rewrite(commits, files(commits), row -> {
            long sequence = (Long) row.getField("sequence");
            row.setField("sequence", sequence == 2 ? 3L : sequence == 3 ? 2L : sequence);
            return true;
        });
        List<Finding> findings = verify().findings();
        assertThat(findings).extracting(Finding::message).anySatisfy(message -> assertThat(message)
                .contains("commit 2: was moved here: by its head it is commit 3"));
        assertThat(findings).extracting(Finding::message).anySatisfy(message -> assertThat(message)
                .contains("commit 3: was moved here: by its head it is commit 2"));
    }

    @Test
    void aNumberOfTheLedgerChanged() throws Exception {
        Table commits = fixture.archive.commits().tables().get(0);
        commits.refresh();
        rewrite(commits, files(commits), row -> {
            if ((Long) row.getField("sequence") == 2) {
                Record range = (Record) ((List<?>) row.getField("ranges")).get(0);
                range.setField("archived", (Long) range.getField("archived") - 1);
                range.setField("quarantined", 1L);
            }
            return true;
        });
        List<String> messages =
                verify().findings().stream().map(Finding::message).toList();
        assertThat(messages).anySatisfy(message -> assertThat(message).contains("commit 2: was altered"));
        assertThat(messages).anySatisfy(message -> assertThat(message)
                .contains("commit 2: inference-feedback-0: the ledger has 0 records archived, the rows hold 1"));
    }

    @Test
    void aNumberOfTheFlatLedgerChanged() throws Exception {
        Table ledger = fixture.archive.commits().tables().get(1);
        ledger.refresh();
        rewrite(ledger, files(ledger), row -> {
            if ((Long) row.getField("commit") == 3 && row.getField("topic").equals("inference-requests")) {
                row.setField("records", 111L);
            }
            return true;
        });
        assertThat(verify().findings()).singleElement().satisfies(finding -> assertThat(finding.message())
                .isEqualTo("commit 3: inference-requests-0: the table ledger has records 111, the chain has 110"));
    }

    @Test
    void aChainThatWasCutOffIsFoundByWhatItsOwnerWroteDown() throws Exception {
        String head = fixture.archive.commits().head().orElseThrow().toString();
        assertThat(new Verification(fixture.config, true, Optional.of(head))
                        .run()
                        .passed())
                .isTrue();
        Table commits = fixture.archive.commits().tables().get(0);
        commits.refresh();
        rewrite(commits, files(commits), row -> (Long) row.getField("sequence") < 5);
        assertThat(new Verification(fixture.config, true, Optional.of(head))
                        .run()
                        .findings())
                .anySatisfy(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.CHAIN_CUT);
                    assertThat(finding.message()).contains("the chain has no commit 5");
                });
        assertThat(new Verification(fixture.config, true, Optional.of("2:" + "0".repeat(64)))
                        .run()
                        .findings())
                .anySatisfy(finding -> assertThat(finding.message()).contains("the chain was written anew"));
    }

    @Test
    void compactedFilesPass() throws Exception {
        for (Table table : List.of(europe, fixture.archive.commits().tables().get(0))) {
            table.refresh();
            rewrite(table, files(table), row -> true);
            table.refresh();
            long last = table.currentSnapshot().snapshotId();
            table.expireSnapshots()
                    .expireOlderThan(Long.MAX_VALUE)
                    .cleanExpiredFiles(true)
                    .commit();
            assertThat(table.currentSnapshot().snapshotId()).isEqualTo(last);
        }
        VerificationReport report = verify(false);
        assertThat(report.findings()).isEmpty();
        assertThat(report.files()).isEqualTo(9);
        assertThat(report.rows()).isEqualTo(444);
    }

    @Test
    void whatWasRemovedOnPurposeMayBeMissing() {
        DataFile file = files(europe).get(0);
        String batch = file.location().replaceFirst(".*/", "").replace(".parquet", "");
        europe.newDelete().deleteFile(file).commit();
        assertThat(verify().findings()).singleElement().satisfies(finding -> assertThat(finding.kind())
                .isEqualTo(Kind.BATCH_MISSING));
        fixture.archive
                .commits()
                .append(EntryKind.RETENTION, ArchiveFixture.START, "{\"batches\": [\"" + batch + "\"]}");
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void blobsAreCheckedUnlessTheyWereErased() throws Exception {
        Place eu = fixture.archive.place("eu");
        ArchivedBlob blob = eu.blobs()
                .put(
                        "large".getBytes(StandardCharsets.UTF_8),
                        eu.keys().keyOf("anna"),
                        null,
                        "request/media/0/content");
        ArchivedInference row = fixture.inference("EU", "fraud");
        row.setBlobs(List.of(blob));
        fixture.commit(List.of(row), List.of());
        assertThat(verify().blobs()).isEqualTo(1);
        assertThat(verify().passed()).isTrue();

        Path file = Path.of(eu.blobs().path(blob.getAddress()));
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.BLOB_ALTERED);
            assertThat(finding.file()).isEqualTo(file.toString());
        });
        Files.delete(file);
        assertThat(verify().findings()).singleElement().satisfies(finding -> assertThat(finding.kind())
                .isEqualTo(Kind.BLOB_MISSING));
        fixture.archive
                .commits()
                .append(EntryKind.ERASURE, ArchiveFixture.START, "{\"blobs\": [\"" + blob.getAddress() + "\"]}");
        assertThat(verify().passed()).isTrue();
    }

    @Test
    void aDeletedManifestAndADeletedMetadataFile() throws Exception {
        Files.delete(Path.of(
                europe.currentSnapshot().allManifests(europe.io()).get(0).path()));
        Table feedback = fixture.archive.place("eu").feedback();
        feedback.refresh();
        String metadata = ((HasTableOperations) feedback).operations().current().metadataFileLocation();
        Files.delete(Path.of(metadata));
        List<Finding> findings = verify().findings();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.TABLE_UNREADABLE);
            assertThat(finding.message()).contains("eu.inferences cannot be read to its end", ".avro");
        });
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.POINTER_MOVED);
            assertThat(finding.message()).contains(metadata);
        });
    }

    @Test
    void withoutTheTableOfCommitsNothingIsProved() throws Exception {
        VerificationReport report = new Verification(
                        ArchiveConfig.parse(
                                directory.resolve("elsewhere/archive.yaml").toString(), ArchiveFixture.YAML),
                        true,
                        Optional.empty())
                .run();
        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.kind())
                .isEqualTo(Kind.TABLE_MISSING));
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    private DataFile dataFile(WrittenBatch batch) {
        try {
            return (DataFile) ContentFileParser.fromJson(JsonUtil.mapper().readTree(batch.dataFile()), europe.specs());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<DataFile> files(Table table) {
        table.refresh();
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    /** Replaces files by one, with the rows that are kept: as a compaction does, or somebody who tampers. */
    private static void rewrite(Table table, List<DataFile> files, Predicate<Record> keep) throws Exception {
        String path = table.locationProvider().newDataLocation("rewritten-" + UUID.randomUUID() + ".parquet");
        DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(path))
                .forTable(table)
                .createWriterFunc(GenericParquetWriter::create)
                .withPartition(files.get(0).partition())
                .build();
        try (writer) {
            for (DataFile file : files) {
                TableRows.forEach(table.io(), table.schema(), file.location(), Expressions.alwaysTrue(), row -> {
                    if (keep.test(row)) {
                        writer.write(row);
                    }
                });
            }
        }
        RewriteFiles rewrite = table.newRewrite();
        files.forEach(rewrite::deleteFile);
        rewrite.addFile(writer.toDataFile()).commit();
    }
}
