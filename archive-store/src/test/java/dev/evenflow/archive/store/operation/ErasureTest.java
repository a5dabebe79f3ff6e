package dev.evenflow.archive.store.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.util.JsonUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
    private static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant START = FilledArchive.START;

    @TempDir
    Path directory;

    private static byte[] content(String text) {
        return text.repeat(200).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aThousandErasuresLeaveTheRowsAndNothingThatOpensThem() throws Exception {
        List<byte[]> secrets = new ArrayList<>();
        try (FilledArchive filled = new FilledArchive(directory)) {
            List<String> subjects = new ArrayList<>();
            for (int i = 0; i < 1_200; i++) {
                String region = i % 3 == 0 ? "US" : "EU";
                String subject = "subject-" + i + "@example.org";
                byte[][] contents = i % 10 == 0 ? new byte[][] {content("album of " + i)} : new byte[0][];
                filled.inference(subject, region, START.plusSeconds(i * 60L), "the secret of number " + i, contents);
                filled.feedback(subject, region, START.plusSeconds(90_000 + i), "complaint of number " + i);
                if (i < 1_000) {
                    subjects.add(subject);
                    secrets.add(filled.placeOf(region).keys().keyOf(subject).secret());
                }
                if (i % 400 == 399) {
                    filled.commit();
                }
            }
            int rows = filled.rows("eu", ArchiveTable.INFERENCES).size();
            int blobs = filled.blobFiles("eu").size() + filled.blobFiles("us").size();

            ErasureReceipt receipt = new Erasure(filled.archive).erase(subjects, "case 7", NOW, null);

            assertThat(receipt.erasedKeys()).isEqualTo(1_000);
            assertThat(receipt.unknown()).isEmpty();
            assertThat(receipt.places().stream().mapToLong(place -> place.rows().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()))
                    .as("an inference and a feedback of each")
                    .satisfies(sums -> assertThat(
                                    sums.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(2_000));
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES)).hasSize(rows);
            assertThat(blobs).isEqualTo(120);
            assertThat(filled.blobFiles("eu").size() + filled.blobFiles("us").size())
                    .isEqualTo(20);
            assertThat(filled.placeOf("EU").keys().findBySubject(subjects.get(1)))
                    .isEmpty();
            ChainEntry entry = filled.archive.commits().entriesAfter(3).get(0);
            assertThat(entry.kind()).isEqualTo(EntryKind.ERASURE);
            var detail = JsonUtil.mapper().readTree(entry.detail());
            assertThat(detail.path("blobs")).hasSize(100);
            assertThat(detail.path("places").path(0).path("subject_keys")).hasSize(666);
            assertThat(entry.detail()).doesNotContain("example.org");
            assertThat(receipt.toJson()).contains("\"sequence\" : 4", "case 7");
            RollbackTest.verifies(filled);
        }
        List<byte[]> needles = new ArrayList<>(secrets);
        try (FilledArchive filled = new FilledArchive(directory)) {
            needles.add("the secret of number ".getBytes(StandardCharsets.UTF_8));
            needles.add("complaint of number ".getBytes(StandardCharsets.UTF_8));
            needles.add("album of ".getBytes(StandardCharsets.UTF_8));
            needles.add("example.org".getBytes(StandardCharsets.UTF_8));
            assertThat(filled.filesWith(needles)).isEmpty();
        }
    }

    @Test
    void oneHeldSubjectStopsTheWholeErasure() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            filled.inference("anna", "EU", START, "a").inference("ben", "US", START, "b");
            filled.commit();
            Holds holds = new Holds(filled.archive);
            holds.hold("ben", "case 12/2026", "legal", NOW);
            Erasure erasure = new Erasure(filled.archive);
            assertThatThrownBy(() -> erasure.erase(List.of("anna", "ben"), null, NOW, null))
                    .isInstanceOf(SubjectHeldException.class)
                    .hasMessageContaining("nothing was erased: the subject 'ben' is under hold in the place")
                    .hasMessageContaining("'case 12/2026' by legal since 2026-04-01T00:00:00Z");
            assertThat(filled.placeOf("EU").keys().findBySubject("anna")).isPresent();
            assertThat(filled.placeOf("US").keys().findBySubject("ben")).isPresent();

            assertThat(holds.release("ben", "another case", "legal", NOW)).isEmpty();
            assertThat(holds.release("ben", "case 12/2026", "legal", NOW)).isPresent();
            assertThat(erasure.erase(List.of("anna", "ben"), null, NOW, null).erasedKeys())
                    .as("anna in eu; ben in both, because the hold made a key where there was none")
                    .isEqualTo(3);
            assertThat(filled.archive.commits().entriesAfter(1))
                    .extracting(ChainEntry::kind)
                    .containsExactly(EntryKind.HOLD, EntryKind.RELEASE, EntryKind.ERASURE);
            assertThat(filled.archive.commits().entriesAfter(1))
                    .allSatisfy(entry -> assertThat(entry.detail()).doesNotContain("ben"));
        }
    }

    @Test
    void sharedContentsStayUntilTheLastOneGoes() throws Exception {
        try (FilledArchive filled = new FilledArchive(directory)) {
            byte[] shared = content("terms and conditions");
            filled.inference("anna", "EU", START, "a", shared, content("anna's photo"));
            filled.inference("ben", "EU", START, "b", shared);
            filled.commit();
            assertThat(filled.blobFiles("eu")).hasSize(2);
            Erasure erasure = new Erasure(filled.archive);
            ErasureReceipt first = erasure.erase(List.of("anna"), null, NOW, null);
            assertThat(first.places().get(0).destroyedBlobs()).hasSize(1);
            assertThat(first.places().get(0).sharedBlobs()).isEqualTo(1);
            assertThat(first.toJson()).contains("equal contents that other subjects need");
            assertThat(filled.blobFiles("eu")).hasSize(1);
            assertThat(erasure.erase(List.of("ben"), null, NOW, null)
                            .places()
                            .get(0)
                            .sharedBlobs())
                    .isZero();
            assertThat(filled.blobFiles("eu")).isEmpty();
        }
    }

    @Test
    void whatARunLeftUndoneIsCompletedByTheNext() throws Exception {
        String key;
        try (FilledArchive filled = new FilledArchive(directory)) {
            filled.inference("anna", "EU", START, "a", content("anna's photo"));
            filled.inference("ben", "EU", START, "b", content("ben's photo"));
            filled.commit();
            key = filled.placeOf("EU").keys().keyOf("anna").name();
            // what a run has done that dies right after the keys
            filled.placeOf("EU").keys().destroyAll(List.of("anna"));
        }
        try (FilledArchive filled = new FilledArchive(directory)) {
            assertThat(filled.blobFiles("eu")).hasSize(2);
            ErasureReceipt receipt = new Erasure(filled.archive).erase(List.of("anna"), null, NOW, null);
            assertThat(receipt.unknown()).containsExactly("anna");
            assertThat(receipt.completed()).isEqualTo(1);
            assertThat(filled.blobFiles("eu")).hasSize(1);
            ChainEntry entry = filled.archive.commits().entriesAfter(1).get(0);
            assertThat(entry.detail())
                    .contains("\"subject_keys\":[\"" + key + "\"]", "\"inferences\":1", "\"blobs_destroyed\":1");

            // and one that dies between the entry and its confirmation
            filled.placeOf("EU").keys().destroyAll(List.of("ben"));
            String died = ErasureReceipt.detail(
                    null,
                    List.of(new PlaceErasure(
                            "eu",
                            List.of(filled.placeOf("EU")
                                    .keys()
                                    .unrecorded()
                                    .get(0)
                                    .keyName()),
                            java.util.Map.of(),
                            List.of(),
                            0)),
                    0);
            filled.archive.commits().append(EntryKind.ERASURE, NOW, died);
            ErasureReceipt again = new Erasure(filled.archive).erase(List.of("ben"), null, NOW, null);
            assertThat(again.entry()).as("it is on record already").isNull();
            assertThat(filled.placeOf("EU").keys().unrecorded()).isEmpty();
            assertThat(filled.blobFiles("eu")).isEmpty();
        }
    }

    @Test
    void ofAnUnknownSubjectNothingIsSaidInTheChain() {
        try (FilledArchive filled = new FilledArchive(directory);
                Archive other = filled.reopened()) {
            ErasureReceipt receipt = new Erasure(other).erase(List.of("nobody"), "case 7", NOW, null);
            assertThat(receipt.unknown()).containsExactly("nobody");
            assertThat(receipt.entry()).isNull();
            assertThat(other.commits().head()).isEmpty();
            assertThatThrownBy(() -> new Erasure(other).erase(List.of("nobody"), "nobody's wish", NOW, null))
                    .hasMessageContaining("the reason names a subject");
        }
    }

    @Test
    void datasetsWithRowsOfTheSubjectAreNamed() throws Exception {
        try (FilledArchive filled = new FilledArchive(directory)) {
            filled.inference("anna", "EU", START, "a").commit();
            Path datasets = directory.resolve("datasets");
            for (String name : List.of("v1", "v2")) {
                Files.createDirectories(datasets.resolve(name));
                Files.writeString(datasets.resolve(name).resolve("manifest.json"), "{}");
            }
            String key = filled.placeOf("EU").keys().keyOf("anna").name();
            Files.writeString(datasets.resolve("v1").resolve("subjects.txt"), "0".repeat(32) + "\n" + key + "\n");
            Files.writeString(datasets.resolve("v2").resolve("subjects.txt"), "0".repeat(32) + "\n");
            ErasureReceipt receipt = new Erasure(filled.archive).erase(List.of("anna"), null, NOW, datasets);
            assertThat(receipt.datasets())
                    .containsExactly(datasets.resolve("v1").toString());
        }
    }
}
