package dev.evenflow.quality.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.incident.IncidentChange.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IncidentBookTest {
    private static final Outcome PASS = Outcome.PASS;
    private static final Outcome FAIL = Outcome.FAIL;
    private static final Outcome UNKNOWN = Outcome.UNKNOWN;

    private final Watch watch = new Watch();

    private void run(int from, int to, String dataset, Dimension dimension, String subject, Outcome outcome) {
        for (int second = from; second <= to; second += 10) {
            watch.say(second, dataset, dimension, subject, outcome);
            watch.tick(second);
        }
    }

    @Test
    void opensAfterItsSustainAndResolvesAfterItsRecovery() {
        run(0, 10, "transactions", Dimension.FRESHNESS, "", FAIL);
        assertThat(watch.changes).isEmpty();
        run(20, 50, "transactions", Dimension.FRESHNESS, "", FAIL);
        assertThat(watch.of(Kind.OPENED)).singleElement().satisfies(incident -> {
            assertThat(incident.openedAtMs()).isEqualTo(Watch.START + 20_000);
            assertThat(incident.failingSinceMs()).isEqualTo(Watch.START);
            assertThat(incident.summary()).isEqualTo("transactions: freshness.");
            assertThat(incident.owner()).isEqualTo("team");
        });
        run(60, 70, "transactions", Dimension.FRESHNESS, "", PASS);
        assertThat(watch.open()).isOne();
        run(80, 80, "transactions", Dimension.FRESHNESS, "", PASS);
        assertThat(watch.of(Kind.RESOLVED)).singleElement().satisfies(incident -> {
            assertThat(incident.resolvedAtMs()).isEqualTo(Watch.START + 80_000);
            assertThat(incident.resolution()).contains("passed");
            assertThat(incident.evidence()).hasSize(1);
        });
        assertThat(watch.changes).hasSize(2).allMatch(IncidentChange::tell);
    }

    @Test
    void flappingFasterThanTheRecoveryIsOneIncident() {
        run(0, 30, "transactions", Dimension.FRESHNESS, "", FAIL);
        for (int i = 0; i < 10; i++) {
            watch.say(40 + 20 * i, "transactions", Dimension.FRESHNESS, "", PASS);
            watch.tick(40 + 20 * i);
            watch.say(50 + 20 * i, "transactions", Dimension.FRESHNESS, "", FAIL);
            watch.tick(50 + 20 * i);
        }
        assertThat(watch.changes).hasSize(1);
    }

    @Test
    void aFailureShorterThanItsSustainIsNone() {
        for (int i = 0; i < 10; i++) {
            watch.say(20 * i, "transactions", Dimension.FRESHNESS, "", FAIL);
            watch.tick(20 * i);
            watch.say(20 * i + 10, "transactions", Dimension.FRESHNESS, "", PASS);
            watch.tick(20 * i + 10);
        }
        assertThat(watch.changes).isEmpty();
    }

    @Test
    void whatIsUnknownIsNeitherBrokenNorMended() {
        run(0, 30, "transactions", Dimension.COMPLETENESS, "amount", FAIL);
        run(40, 400, "transactions", Dimension.COMPLETENESS, "amount", UNKNOWN);
        assertThat(watch.changes).hasSize(1);
        run(410, 440, "transactions", Dimension.COMPLETENESS, "amount", PASS);
        assertThat(watch.open()).isZero();
    }

    @Test
    void theEffectsOfACauseInItsDatasetAreItsEvidence() {
        for (int second = 0; second <= 60; second += 10) {
            watch.say(second, "transactions", Dimension.DRIFT, "amount", FAIL, Severity.WARNING);
            watch.say(second, "transactions", Dimension.COMPLETENESS, "amount", FAIL);
            watch.say(second, "transactions", Dimension.CONSISTENCY, "", FAIL);
            watch.tick(second);
        }
        assertThat(watch.of(Kind.OPENED)).hasSize(1);
        Incident last = watch.told().get(0);
        assertThat(last.evidence())
                .extracting(CheckResult::dimension)
                .containsExactly(Dimension.COMPLETENESS, Dimension.CONSISTENCY, Dimension.DRIFT);
        assertThat(last.subject()).isEqualTo("amount");
    }

    @Test
    void otherFieldsAreOtherIncidents() {
        for (int second = 0; second <= 60; second += 10) {
            watch.say(second, "transactions", Dimension.COMPLETENESS, "amount", FAIL);
            watch.say(second, "transactions", Dimension.COMPLETENESS, "currency", FAIL);
            watch.tick(second);
        }
        assertThat(watch.told()).extracting(Incident::subject).containsExactlyInAnyOrder("amount", "currency");
    }

    @Test
    void partitionsThatStopTogetherAreOneIncidentOfTheWhole() {
        for (int second = 0; second <= 60; second += 10) {
            for (int partition = 0; partition < 3; partition++)
                watch.say(second, "transactions", Dimension.FRESHNESS, "partition/" + partition, FAIL);
            watch.tick(second);
        }
        assertThat(watch.told()).singleElement().satisfies(incident -> {
            assertThat(incident.subject()).isEmpty();
            assertThat(incident.evidence()).hasSize(3);
        });
    }

    @Test
    void thousandsOfPartitionsAreOneIncidentWithSomeOfThemAsEvidence() {
        for (int second = 0; second <= 100; second += 10) {
            for (int partition = 0; partition < 3_000; partition++)
                watch.say(
                        second,
                        "transactions",
                        Dimension.FRESHNESS,
                        "partition/" + partition,
                        second < 60 ? FAIL : PASS);
            watch.tick(second);
        }
        assertThat(watch.told()).singleElement().satisfies(incident -> {
            assertThat(incident.subject()).isEmpty();
            assertThat(incident.evidence()).hasSize(50);
        });
        assertThat(watch.changes).hasSize(2);
        assertThat(watch.open()).isZero();
    }

    @Test
    void aCauseThatShowsLaterJoinsTheIncidentOfItsEffect() {
        watch.sustainMs = 0;
        watch.say(0, "transactions", Dimension.VOLUME, "", FAIL);
        watch.tick(0);
        watch.say(30, "transactions", Dimension.FRESHNESS, "partition/1", FAIL);
        watch.tick(30);
        assertThat(watch.told()).singleElement().satisfies(incident -> {
            assertThat(incident.dimension()).isEqualTo(Dimension.FRESHNESS);
            assertThat(incident.subject()).isEqualTo("partition/1");
            assertThat(incident.evidence()).hasSize(2);
        });
        assertThat(watch.changes.stream().filter(IncidentChange::tell)).hasSize(1);
    }

    @Test
    void anEffectIsLetGoWhenTheCauseIsLongMended() {
        for (int second = 0; second <= 300; second += 10) {
            watch.say(second, "transactions", Dimension.FRESHNESS, "", second < 100 ? FAIL : PASS);
            watch.say(second, "transactions", Dimension.DRIFT, "amount", FAIL);
            watch.tick(second);
        }
        assertThat(watch.of(Kind.RESOLVED)).singleElement().satisfies(incident -> assertThat(incident.dimension())
                .isEqualTo(Dimension.FRESHNESS));
        assertThat(watch.told()).extracting(Incident::dimension).containsExactly(Dimension.FRESHNESS, Dimension.DRIFT);
        assertThat(watch.open()).isOne();
    }

    @Test
    void severityThatRisesIsToldAgainAndNeverFalls() {
        watch.sustainMs = 0;
        watch.say(0, "transactions", Dimension.DRIFT, "amount", FAIL, Severity.WARNING);
        watch.tick(0);
        watch.say(10, "transactions", Dimension.COMPLETENESS, "amount", FAIL, Severity.CRITICAL);
        watch.tick(10);
        assertThat(watch.changes).extracting(IncidentChange::tell).containsExactly(true, true);
        run(20, 60, "transactions", Dimension.COMPLETENESS, "amount", PASS);
        assertThat(watch.told()).singleElement().satisfies(incident -> assertThat(incident.severity())
                .isEqualTo(Severity.CRITICAL));
    }

    @Test
    void downstreamNoticedFirstWaitsForTheVerdictUpstream() {
        watch.sustainMs = 0;
        watch.say(0, "transactions", Dimension.FRESHNESS, "", PASS);
        watch.say(5, "served", Dimension.FRESHNESS, "", FAIL);
        watch.tick(5);
        assertThat(watch.changes).isEmpty();
        watch.say(8, "transactions", Dimension.FRESHNESS, "", FAIL);
        watch.tick(8);
        assertThat(watch.of(Kind.OPENED)).extracting(Incident::dataset).containsExactly("transactions", "served");
        assertThat(watch.of(Kind.OPENED).get(1).suppressedBy())
                .isEqualTo(watch.of(Kind.OPENED).get(0).id());
        assertThat(watch.told()).hasSize(1);
    }

    @Test
    void aHealthyUpstreamLetsItOpenAtOnceAndASilentOneAfterTheHold() {
        watch.sustainMs = 0;
        watch.say(5, "transactions", Dimension.FRESHNESS, "", PASS);
        watch.say(5, "served", Dimension.FRESHNESS, "", FAIL);
        watch.tick(5);
        assertThat(watch.told()).hasSize(1);
        watch.say(20, "settled", Dimension.FRESHNESS, "", FAIL);
        watch.tick(20);
        watch.tick(29);
        assertThat(watch.told()).hasSize(1);
        watch.tick(30);
        assertThat(watch.told()).hasSize(2);
    }

    @Test
    void anUpstreamThatOpensLaterSuppressesWhatIsOpenDownstream() {
        watch.sustainMs = 0;
        watch.say(0, "served", Dimension.VOLUME, "", FAIL);
        watch.tick(0);
        assertThat(watch.told()).hasSize(1);
        watch.say(30, "transactions", Dimension.VOLUME, "", FAIL);
        watch.tick(30);
        Incident upstream = watch.of(Kind.OPENED).get(1);
        assertThat(watch.of(Kind.UPDATED)).singleElement().satisfies(incident -> assertThat(incident.suppressedBy())
                .isEqualTo(upstream.id()));
    }

    @Test
    void whatStillFailsDownstreamWhenTheUpstreamIsLongMendedIsTold() {
        for (int second = 0; second <= 300; second += 10) {
            watch.say(second, "transactions", Dimension.FRESHNESS, "", second < 100 ? FAIL : PASS);
            watch.say(second, "served", Dimension.DRIFT, "amount_avg", FAIL);
            watch.tick(second);
        }
        assertThat(watch.told()).extracting(Incident::dataset).containsExactly("transactions", "served");
        assertThat(watch.told().get(1).suppressedBy()).isNull();
    }

    @Test
    void anEffectThatShowsAfterTheCauseIsMendedIsNotTold() {
        watch.sustainMs = 0;
        run(0, 50, "transactions", Dimension.FRESHNESS, "", FAIL);
        run(60, 80, "transactions", Dimension.FRESHNESS, "", PASS);
        assertThat(watch.open()).isZero();
        // Its window is from 75 to 85, and what upstream missed may take 20 seconds more to show.
        watch.say(85, "served", Dimension.CONSISTENCY, "", FAIL);
        watch.tick(85);
        assertThat(watch.of(Kind.OPENED)).hasSize(2);
        assertThat(watch.told()).hasSize(1);
        run(100, 130, "served", Dimension.CONSISTENCY, "", PASS);
        assertThat(watch.open()).isZero();
        assertThat(watch.told()).hasSize(1);
    }

    @Test
    void whatWasToldBesideAnotherIsNotItsEffectBecauseThatIsOver() {
        for (int second = 0; second <= 600; second += 10) {
            watch.say(second, "transactions", Dimension.DRIFT, "passengers", second < 400 ? FAIL : PASS);
            watch.say(second, "transactions", Dimension.DRIFT, "total", second < 300 ? PASS : FAIL);
            watch.tick(second);
        }
        assertThat(watch.told()).extracting(Incident::subject).containsExactly("passengers", "total");
        assertThat(watch.changes).extracting(IncidentChange::incident).allMatch(each -> each.suppressedBy() == null);
    }

    @Test
    void aDriftUpstreamDoesNotHideAnOutageDownstream() {
        watch.sustainMs = 0;
        for (int second = 0; second <= 60; second += 10) {
            watch.say(second, "transactions", Dimension.DRIFT, "amount", FAIL);
            watch.say(second, "served", Dimension.FRESHNESS, "", FAIL);
            watch.tick(second);
        }
        assertThat(watch.told()).extracting(Incident::dataset).containsExactlyInAnyOrder("transactions", "served");
    }

    @Test
    void rulesOnTrialOfHistoryOrForInformationMakeNone() {
        watch.sustainMs = 0;
        CheckResult trial = new CheckResult(
                "r", "", Dimension.VOLUME, Severity.CRITICAL, true, FAIL, "m", 1.0, -1, -1, "e", "d", null);
        CheckResult real = new CheckResult(
                "s", "", Dimension.VOLUME, Severity.CRITICAL, false, FAIL, "m", 1.0, -1, -1, "e", "d", null);
        watch.book.observe(new Observation("transactions", trial, 0, 10, 0, 0, "", "", false), 10);
        watch.book.observe(new Observation("transactions", real, 0, 10, 0, 0, "", "", true), 10);
        watch.say(0, "transactions", Dimension.DRIFT, "amount", FAIL, Severity.INFO);
        watch.tick(1);
        assertThat(watch.changes).isEmpty();
    }

    @Test
    void aRuleThatLeavesItsContractEndsItsIncident() {
        run(0, 30, "transactions", Dimension.DRIFT, "amount", FAIL);
        watch.book.retain((dataset, rule) -> !rule.equals("drift"));
        watch.tick(31);
        assertThat(watch.of(Kind.RESOLVED)).singleElement().satisfies(incident -> assertThat(incident.resolution())
                .contains("no longer made"));
    }

    @Test
    void aCheckThatIsNotHeardOfForLongEndsItsIncident() {
        run(0, 30, "transactions", Dimension.FRESHNESS, "group/eu", FAIL);
        run(40, 3640, "transactions", Dimension.FRESHNESS, "", PASS);
        assertThat(watch.open()).isZero();
    }

    @Test
    void lineageMustNotGoInCircles() {
        assertThatThrownBy(() -> new Lineage(Map.of("a", Set.of("b"), "b", Set.of("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("upstream of itself");
    }

    @Test
    void observationsThatMakeNoSenseAreRefusedByName() {
        CheckResult result = new CheckResult(
                "r", "", Dimension.VOLUME, Severity.ERROR, false, FAIL, "m", 1.0, -1, -1, "e", "d", null);
        assertThatThrownBy(() -> new Observation("transactions", result, 10, 0, 0, 0, "", "", false))
                .hasMessageContaining("rule r of transactions");
        assertThatThrownBy(() -> new Observation("transactions", result, 0, 10, -1, 0, "", "", false))
                .hasMessageContaining("sustain -1");
    }

    /** A book of every kind of content: an incident that is told, a suppressed one, a past one, a candidate. */
    private static Watch filled() {
        Watch watch = new Watch();
        for (int second = 0; second <= 100; second += 10) {
            watch.say(second, "transactions", Dimension.FRESHNESS, "partition/0", second < 40 ? FAIL : PASS);
            watch.say(second, "transactions", Dimension.COMPLETENESS, "amount", second < 50 ? PASS : FAIL);
            watch.say(second, "served", Dimension.DRIFT, "amount_avg", second < 60 ? PASS : FAIL);
            watch.say(second, "settled", Dimension.VOLUME, "", second < 100 ? UNKNOWN : FAIL);
            watch.tick(second);
        }
        return watch;
    }

    @Test
    void restoresWhatAnEarlierBuildWrote() throws IOException {
        Watch now = filled();
        try (InputStream stored = IncidentBookTest.class.getResourceAsStream("incident-book-v1.bin")) {
            byte[] golden =
                    Objects.requireNonNull(stored, "incident-book-v1.bin").readAllBytes();
            assertThat(now.book.toBytes()).isEqualTo(golden);
            Watch restored = new Watch();
            restored.book = IncidentBook.fromBytes(golden, Watch.LINEAGE, Watch.POLICY);
            assertThat(restored.book.openIncidents(Watch.START)).isEqualTo(now.book.openIncidents(Watch.START));
            assertThat(restored.book.openIncidents(Watch.START))
                    .extracting(Incident::dataset)
                    .containsExactlyInAnyOrder("transactions", "served");
        }
    }

    @Test
    void bytesThatAreNoneAreRefused() {
        byte[] bytes = filled().book.toBytes();
        byte[] newer = bytes.clone();
        newer[0] = 2;
        assertThatThrownBy(() -> IncidentBook.fromBytes(newer, Watch.LINEAGE, Watch.POLICY))
                .hasMessageContaining("version 2, expected version 1");
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 3);
        assertThatThrownBy(() -> IncidentBook.fromBytes(cut, Watch.LINEAGE, Watch.POLICY))
                .hasMessageContaining("cut short");
    }
}
