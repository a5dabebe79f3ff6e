package dev.evenflow.archive.store.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.keys.BlobReference;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.ArchiveTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant START = FilledArchive.START;
    private static final Instant NOW = START.plus(Duration.ofDays(40));
    private static final Set<String> REGIONS = Set.of("EU", "US");

    @TempDir
    Path directory;

    private static RetentionPolicy policy(String... entries) {
        return RetentionPolicy.parse("policy.yaml", "retention:\n  - " + String.join("\n  - ", entries), REGIONS);
    }

    private static byte[] content(String text) {
        return text.repeat(100).getBytes(StandardCharsets.UTF_8);
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    @Test
    void daysThatAreTooOldGoAndTheArchiveVerifies() throws Exception {
        try (FilledArchive filled = new FilledArchive(directory)) {
            for (int day = 0; day < 20; day++) {
                filled.inference("anna", "EU", day(day), "a", content("picture of day " + day), content("always"));
                filled.inference("carl", "US", day(day), "c");
                filled.feedback("anna", "EU", day(day), "label");
                if (day % 5 == 4) {
                    filled.commit();
                }
            }
            RetentionPolicy policy =
                    policy("{class: inferences, region: EU, keep: 30d}", "{class: feedback, region: EU, keep: 2m}");
            Retention retention = new Retention(filled.archive);
            assertThat(retention.expired(policy, NOW)).hasSize(10);
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES)).hasSize(20);

            Retention.Outcome outcome = retention.apply(policy, NOW, false);

            assertThat(outcome.rows()).isEqualTo(10);
            assertThat(outcome.contents())
                    .as("the one of every day stays, later rows need it")
                    .isEqualTo(10);
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES)).hasSize(10).allSatisfy(row -> assertThat(
                            row.getField("event_time").toString())
                    .isGreaterThanOrEqualTo("2026-03-11"));
            assertThat(filled.rows("us", ArchiveTable.INFERENCES)).hasSize(20);
            assertThat(filled.rows("eu", ArchiveTable.FEEDBACK)).hasSize(20);
            assertThat(filled.blobFiles("eu")).hasSize(11);
            assertThat(outcome.entry()).isNotNull();
            RollbackTest.verifies(filled);
            assertThat(dataFiles()).as("older snapshots still have them").isEqualTo(60);
            assertThat(retention.apply(policy, NOW, true).snapshots()).isPositive();
            assertThat(dataFiles()).isEqualTo(50);
            RollbackTest.verifies(filled);
            assertThat(filled.archive.commits().entriesAfter(4))
                    .extracting(ChainEntry::kind)
                    .containsExactly(EntryKind.RETENTION);
        }
    }

    private long dataFiles() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().contains("/warehouse/")
                            && file.toString().endsWith(".parquet"))
                    .count();
        }
    }

    @Test
    void aHeldSubjectKeepsItsDaysWhole() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            for (int day = 0; day < 4; day++) {
                filled.inference("anna", "EU", day(day), "a");
                if (day == 2) {
                    filled.inference("ben", "EU", day(day), "b");
                }
            }
            filled.commit();
            new Holds(filled.archive).hold("ben", "case 12", "legal", NOW);
            RetentionPolicy policy = policy("{class: inferences, region: EU, keep: 10d}");
            Retention.Outcome outcome = new Retention(filled.archive).apply(policy, NOW, false);
            assertThat(outcome.rows()).isEqualTo(3);
            assertThat(outcome.days())
                    .filteredOn(ExpiredDay::held)
                    .singleElement()
                    .satisfies(day -> {
                        assertThat(day.partition()).contains("event_time_day=2026-03-03");
                        assertThat(day.rows()).isEqualTo(2);
                    });
            assertThat(filled.rows("eu", ArchiveTable.INFERENCES)).hasSize(2);
            RollbackTest.verifies(filled);
        }
    }

    @Test
    void aRunThatDiedIsCompletedByTheNext() throws Exception {
        try (FilledArchive filled = new FilledArchive(directory)) {
            filled.inference("anna", "EU", day(0), "a", content("picture"));
            filled.commit();
            // what a run has done that dies before it deletes the file
            String key = filled.archive.place("eu").keys().keyOf("anna").name();
            String address = filled.blobFiles("eu").get(0).getFileName().toString();
            filled.archive.place("eu").keys().dropReferences(List.of(new BlobReference(address, key)));
            assertThat(filled.blobFiles("eu")).hasSize(1);
            RetentionPolicy policy = policy("{class: inferences, region: EU, keep: 10d}");
            assertThat(new Retention(filled.archive).apply(policy, NOW, false).rows())
                    .isEqualTo(1);
            assertThat(filled.blobFiles("eu")).isEmpty();
            RollbackTest.verifies(filled);
        }
    }

    @Test
    void anEntryForAModelGoesBeforeTheOneForItsRegion() {
        try (FilledArchive filled = new FilledArchive(directory)) {
            filled.inference("anna", "EU", day(0), "a");
            filled.commit();
            RetentionPolicy longer = policy(
                    "{class: inferences, region: EU, keep: 10d}",
                    "{class: inferences, region: EU, model: fraud, keep: 7y}");
            assertThat(new Retention(filled.archive).expired(longer, NOW)).isEmpty();
            RetentionPolicy other = policy(
                    "{class: inferences, region: EU, keep: 7y}",
                    "{class: inferences, region: EU, model: fraud, keep: 10d}");
            assertThat(new Retention(filled.archive).expired(other, NOW)).hasSize(1);
        }
    }

    @Test
    void mistakesInThePolicyAreNamed() {
        assertThatThrownBy(() -> policy("{class: inferences, region: EU, keep: 10 days}"))
                .hasMessage(
                        "policy.yaml: retention[0].keep is '10 days'; expected days, months or years, such as 365d, 18m or 7y");
        assertThatThrownBy(() ->
                        policy("{class: inferences, region: EU, keep: 1d}", "{class: labels, region: EU, keep: 1d}"))
                .hasMessage("policy.yaml: retention[1].class is 'labels'; expected inferences or feedback");
        assertThatThrownBy(() -> policy("{class: inferences, region: MARS, keep: 1d}"))
                .hasMessage(
                        "policy.yaml: retention[0].region is 'MARS'; expected one that the archive has a place for: [EU, US]");
        assertThatThrownBy(() -> policy("{class: inferences, region: EU}"))
                .hasMessage("policy.yaml: retention[0].keep is missing");
        assertThatThrownBy(() -> policy("{class: inferences, region: EU, keep: 1d, for: ever}"))
                .hasMessageStartingWith(
                        "policy.yaml: retention[0].for is unknown; expected [class, keep, model, region]");
        assertThatThrownBy(() -> policy("{class: feedback, region: EU, model: m, keep: 1d}"))
                .hasMessageContaining("retention[0].model is 'm', and feedback has no model");
        assertThatThrownBy(() ->
                        policy("{class: feedback, region: EU, keep: 1d}", "{class: feedback, region: EU, keep: 2d}"))
                .hasMessageContaining("retention[1] is about the same rows as retention[0]");
        assertThatThrownBy(() -> RetentionPolicy.parse("policy.yaml", "keep: 1d", REGIONS))
                .hasMessageContaining("policy.yaml: expected one field, 'retention'");
    }
}
