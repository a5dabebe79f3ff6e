package dev.evenflow.archive.store.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.inference.ArchiveStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetBuildTest {
    private static final Duration MATURITY = Duration.ofDays(30);

    @TempDir
    Path directory;

    @Test
    void rowsAreInTheOrderOfTimeWithFeaturesOfTheirTypesAndTheirLabel() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            archive.inference("b", "EU", "anna", 20, Arrays.asList(12.5, 3L, true, "née, \"x\""));
            archive.inference("a", "US", "bert", 20, Arrays.asList(0.1, null, false, ""));
            archive.inference("c", "EU", "anna", 10, Arrays.asList(1e23, -4L, null, null));
            archive.label("b", "EU", "f1", LabelledArchive.START.plusSeconds(90), 1.0);
            archive.commit();

            BuiltDataset built = build(archive, spec("csv").set("unlabelled", "--unlabelled", "zero"));

            assertThat(csv(built))
                    .containsExactly(
                            "inference_id,event_time,model,model_version,subject_key,amount,count,is_online,country,score,decision,label,label_known_at",
                            "c,2026-03-01T00:00:10.000000Z,fraud,7," + key(archive, "EU", "anna")
                                    + ",1.0E23,-4,,,0.25,\"APPROVE, \"\"for now\"\"\",0.0,",
                            "a,2026-03-01T00:00:20.000000Z,fraud,7," + key(archive, "US", "bert")
                                    + ",0.1,,false,\"\",0.25,\"APPROVE, \"\"for now\"\"\",0.0,",
                            "b,2026-03-01T00:00:20.000000Z,fraud,7," + key(archive, "EU", "anna")
                                    + ",12.5,3,true,\"née, \"\"x\"\"\",0.25,\"APPROVE, \"\"for now\"\"\",1.0,2026-03-01T00:01:30.000000Z");
            DatasetManifest manifest = built.manifest();
            assertThat(manifest.labels()).containsEntry("0.0", 2L).containsEntry("1.0", 1L);
            assertThat(manifest.schema())
                    .extracting(Column::type)
                    .containsSubsequence("double", "long", "boolean", "string");
            assertThat(manifest.subjects()).isEqualTo(2);
            assertThat(DatasetFiles.holding(directory.resolve("sets"), key(archive, "US", "bert")))
                    .containsExactly(built.directory());
            assertThat(DatasetFiles.verify(built.directory())).isEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(built.directory())))
                    .isEqualTo("rwx------");
            for (String file : List.of("data.csv", "subjects.txt", "manifest.json")) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(built.directory().resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aLabelCountsIfItWasKnownInTimeToTheMicrosecond() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            for (String id : List.of("before", "at", "after", "twice", "tie", "none")) {
                archive.inference(id, "EU", "anna", 0, Arrays.asList(1.0, 1L, true, "DE"));
            }
            Instant limit = LabelledArchive.START.plus(MATURITY);
            archive.label("before", "EU", "f1", limit.minusMillis(1), 1.0);
            archive.label("at", "EU", "f2", limit, 1.0);
            archive.label("after", "EU", "f3", limit.plusMillis(1), 1.0);
            archive.label("twice", "EU", "f4", limit.minusMillis(9), 1.0);
            archive.label("twice", "EU", "f5", limit.minusMillis(5), 0.0);
            archive.label("twice", "EU", "f6", limit.plusMillis(5), 1.0);
            archive.label("tie", "EU", "f8", limit.minusMillis(5), 0.0);
            archive.label("tie", "EU", "f7", limit.minusMillis(5), 1.0);
            archive.label("none", "EU", "f9", limit.minusMillis(5), null);
            archive.label("none", "EU", "f10", limit.minusMillis(5), 1.0).setStatus("CONFLICTING");
            archive.commit();

            BuiltDataset built = build(archive, spec("csv"));

            assertThat(labels(built)).containsExactly("at=1.0", "before=1.0", "tie=0.0", "twice=0.0");
            assertThat(built.manifest().leftOut())
                    .containsEntry("label too late", 1L)
                    .containsEntry("unlabelled", 1L);
            assertThat(built.manifest().feedbackLeftOut())
                    .containsEntry("without a number", 1L)
                    .containsEntry("status CONFLICTING", 1L);

            BuiltDataset nulls = build(archive, spec("csv").set("unlabelled", "--unlabelled", "null"));
            assertThat(labels(nulls)).contains("after=", "none=");

            // one millisecond earlier nobody knows yet what becomes of these
            SpecFields early =
                    spec("csv").set("as-of", "--as-of", limit.minusMillis(1).toString());
            assertThatThrownBy(() -> build(archive, early))
                    .isInstanceOf(ArchiveStoreException.class)
                    .hasMessageContaining("no row is left")
                    .hasMessageContaining("immature=6");
            assertThat(labels(build(archive, early.set("immature", "--immature", "keep"))))
                    .containsExactly("before=1.0", "tie=0.0", "twice=0.0");
        }
    }

    @Test
    void theSameVersionHasTheSameBytesAndLaterCommitsChangeNothingInIt() throws IOException {
        for (String format : List.of("parquet", "csv")) {
            Path home = Files.createDirectory(directory.resolve(format));
            try (LabelledArchive archive = new LabelledArchive(home)) {
                fill(archive, "x", 300);
                BuiltDataset first =
                        new DatasetBuild(archive.archive, spec(format).spec(Instant.EPOCH)).run(home.resolve("one"));
                BuiltDataset second =
                        new DatasetBuild(archive.archive, spec(format).spec(Instant.EPOCH)).run(home.resolve("two"));
                assertThat(second.manifest().version())
                        .isEqualTo(first.manifest().version());
                assertSameBytes(first.directory(), second.directory());
                assertThat(new DatasetBuild(archive.archive, spec(format).spec(Instant.EPOCH))
                                .run(home.resolve("one"))
                                .existed())
                        .isTrue();

                fill(archive, "y", 50);
                archive.label("x1", "EU", "late", LabelledArchive.START.plusSeconds(5), 0.0);
                archive.commit();
                BuiltDataset later =
                        new DatasetBuild(archive.archive, spec(format).spec(Instant.EPOCH)).run(home.resolve("one"));
                assertThat(later.manifest().version())
                        .isNotEqualTo(first.manifest().version());
                assertThat(later.manifest().rows()).isEqualTo(350);

                RebuiltDataset again = DatasetBuild.again(
                        archive.archive, first.directory().resolve("manifest.json"), home.resolve("three"));
                assertThat(again.differences()).isEmpty();
                assertSameBytes(first.directory(), java.util.Objects.requireNonNull(again.directory()));
            }
        }
    }

    @Test
    void aVersionComesBackFromTheChainsBatchesWhenItsSnapshotsHaveExpired() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            fill(archive, "x", 40);
            BuiltDataset built = build(archive, spec("parquet"));
            fill(archive, "y", 10);
            for (ArchiveTable kind : ArchiveTable.values()) {
                Table table = archive.place("EU").table(kind);
                table.refresh();
                table.expireSnapshots()
                        .expireOlderThan(System.currentTimeMillis() + 1)
                        .commit();
                long pinned = built.manifest().sources().snapshots().stream()
                        .filter(pin -> pin.place().equals("eu") && pin.table().equals(kind.table()))
                        .findFirst()
                        .orElseThrow()
                        .snapshotId();
                assertThat(table.snapshot(pinned)).isNull();
            }
            RebuiltDataset again = DatasetBuild.again(archive.archive, built.directory(), null);
            assertThat(again.differences()).isEmpty();
        }
    }

    @Test
    void erasedAndExpiredRowsDoNotComeBackAndTheRebuildSaysHowMany() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            fill(archive, "x", 40);
            archive.inference("us", "US", "carl", 3, Arrays.asList(1.0, 1L, true, "US"));
            archive.label("us", "US", "fu", LabelledArchive.START.plusSeconds(9), 1.0);
            archive.commit();
            BuiltDataset built = build(archive, spec("parquet"));
            assertThat(built.manifest().rows()).isEqualTo(41);

            archive.place("EU").keys().destroy("subject-1");
            RebuiltDataset again = DatasetBuild.again(archive.archive, built.directory(), directory.resolve("sets"));
            assertThat(again.isSame()).isFalse();
            assertThat(again.directory()).isNull();
            assertThat(again.differences())
                    .singleElement()
                    .asString()
                    .contains("8 of 41 rows")
                    .contains("erased");

            Table table = archive.place("US").inferences();
            table.newDelete()
                    .deleteFromRowFilter(Expressions.equal("region", "US"))
                    .commit();
            table.expireSnapshots()
                    .expireOlderThan(System.currentTimeMillis() + 1)
                    .commit();
            again = DatasetBuild.again(archive.archive, built.directory(), null);
            assertThat(again.differences()).hasSize(2);
            assertThat(again.differences().get(1)).contains("1 of 41 rows").contains("has them no more");

            BuiltDataset now = build(archive, spec("csv"));
            assertThat(now.manifest().rows()).isEqualTo(32);
            assertThat(now.manifest().leftOut()).containsEntry("erased", 8L);
        }
    }

    @Test
    void rowsOfOneVersionOfTheFeaturesOnlyAndOfTheChosenStatuses() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            fill(archive, "x", 5);
            archive.inference("old", "EU", "anna", 1, List.of("amount"), "2", List.of(7L));
            archive.label("old", "EU", "fo", LabelledArchive.START.plusSeconds(9), 0.0);
            archive.inference("half", "EU", "anna", 1, Arrays.asList(1.0, 1L, true, "DE"))
                    .setStatus(ArchiveStatus.NO_RESPONSE);
            archive.inference("chat", "EU", "anna", 1, List.of()).setFeaturesFrom(null);
            archive.inference("x0", "EU", "anna", 99, Arrays.asList(1.0, 1L, true, "DE"));
            archive.commit();

            DatasetManifest three = build(archive, spec("csv")).manifest();
            assertThat(three.rows()).isEqualTo(5);
            assertThat(three.features().featureSetVersion()).isEqualTo("3");
            assertThat(three.leftOut())
                    .containsEntry("other features: fraud version 2 with 1 features", 1L)
                    .containsEntry("status NO_RESPONSE", 1L)
                    .containsEntry("no features", 1L)
                    .containsEntry("repeated", 1L);

            BuiltDataset two = build(archive, spec("csv").set("feature-set-version", "--feature-set-version", "2"));
            assertThat(labels(two)).containsExactly("old=0.0");
            assertThat(csv(two).get(1)).contains(",7,0.25,");

            assertThatThrownBy(
                            () -> build(archive, spec("csv").set("feature-set-version", "--feature-set-version", "9")))
                    .hasMessageContaining("feature-set-version is '9'")
                    .hasMessageContaining("fraud version 2");
            assertThatThrownBy(() -> build(archive, spec("csv").set("features", "--features", "amount,age")))
                    .hasMessageContaining("features names 'age'");
            BuiltDataset subset = build(archive, spec("csv").set("features", "--features", "country,amount"));
            assertThat(csv(subset).get(0)).contains(",subject_key,country,amount,score,");
        }
    }

    @Test
    void anAlteredFileIsNamed() throws IOException {
        try (LabelledArchive archive = new LabelledArchive(directory)) {
            fill(archive, "x", 5);
            BuiltDataset built = build(archive, spec("csv"));
            Path data = built.directory().resolve("data.csv");
            String text = Files.readString(data);
            Files.writeString(data, text.replaceFirst("DE", "FR"));
            assertThat(DatasetFiles.verify(built.directory()))
                    .singleElement()
                    .asString()
                    .startsWith("data.csv: SHA-256 is");
            Files.delete(data);
            assertThat(DatasetFiles.verify(built.directory())).containsExactly("data.csv: missing");
            Path manifest = built.directory().resolve("manifest.json");
            Files.writeString(
                    manifest,
                    Files.readString(manifest).replace("\"unlabelled\" : \"drop\"", "\"unlabelled\" : \"zero\""));
            assertThat(DatasetFiles.verify(built.directory())).anyMatch(problem -> problem.contains("version"));
        }
    }

    private BuiltDataset build(LabelledArchive archive, SpecFields fields) {
        return new DatasetBuild(archive.archive, fields.spec(Instant.EPOCH)).run(directory.resolve("sets"));
    }

    private static void fill(LabelledArchive archive, String prefix, int rows) {
        for (int i = 0; i < rows; i++) {
            String id = prefix + i;
            archive.inference(
                    id,
                    "EU",
                    "subject-" + i % 5,
                    7_200L * i % 90_001,
                    Arrays.asList(i / 3.0, (long) i, i % 2 == 0, "DE"));
            archive.label(id, "EU", "f-" + id, LabelledArchive.START.plusSeconds(100), i % 10 == 0 ? 1.0 : 0.0);
        }
        archive.commit();
    }

    static SpecFields spec(String format) {
        return new SpecFields()
                .set("name", "--name", "fraud-training")
                .set("model", "--model", "fraud")
                .set("label", "--label", "is_fraud")
                .set("maturity", "--maturity", "30d")
                .set("as-of", "--as-of", "2026-06-01")
                .set("format", "--format", format);
    }

    private static String key(LabelledArchive archive, String region, String subject) {
        return archive.place(region).keys().keyOf(subject).name();
    }

    private static List<String> csv(BuiltDataset built) throws IOException {
        return Files.readAllLines(built.directory().resolve("data.csv"), StandardCharsets.UTF_8);
    }

    private static List<String> labels(BuiltDataset built) throws IOException {
        return csv(built).stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(',')) + "="
                        + line.replaceAll("^.*\"\"\",", "").replaceAll(",[^,]*$", ""))
                .sorted()
                .toList();
    }

    private static void assertSameBytes(Path one, Path other) throws IOException {
        for (String file : List.of("manifest.json", "subjects.txt")) {
            assertThat(Files.readAllBytes(other.resolve(file))).isEqualTo(Files.readAllBytes(one.resolve(file)));
        }
        String data = Files.exists(one.resolve("data.csv")) ? "data.csv" : "data.parquet";
        assertThat(Files.readAllBytes(other.resolve(data))).isEqualTo(Files.readAllBytes(one.resolve(data)));
    }
}
