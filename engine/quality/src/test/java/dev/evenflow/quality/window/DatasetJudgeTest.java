package dev.evenflow.quality.window;

import static dev.evenflow.quality.window.PartitionNews.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import dev.evenflow.quality.plan.MonitorPlan;
import dev.evenflow.quality.plan.WatchedDataset;
import dev.evenflow.quality.profile.ProfilePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

/** Windows of ten seconds of a topic with two partitions, judged as they fill. */
class DatasetJudgeTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "Sale", "fields": [
                      {"name": "id", "type": "string"},
                      {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                      {"name": "country", "type": ["null", "string"], "default": null}
                    ]}
                    """);

    private static final String CONTRACT =
            """
            apiVersion: v3.0.2
            kind: DataContract
            id: sales
            name: sales
            version: 1.0.0
            status: active
            schema:
              - name: Sale
                physicalName: sales
                logicalType: object
                properties:
                  - {name: id, logicalType: string, physicalType: string, required: true}
                  - {name: at, logicalType: date, physicalType: long (timestamp-millis), required: true}
                  - name: country
                    logicalType: string
                    physicalType: string
                    required: false
                    quality:
                      - {name: country-there, type: library, rule: nullValues, mustBeLessThan: 10, unit: percent, severity: error}
                quality:
                  - {name: some, type: library, rule: rowCount, mustBeGreaterThan: 0, severity: error}
                  - {name: alive, type: custom, engine: evenflow, implementation: {rule: freshness, per: partition, clock: arrival, mustBeLessThan: 30, unit: s}}
            slaDefaultElement: sales.at
            """;

    private final Contract contract = parse(CONTRACT);
    private final DatasetJudge judge = judge(contract, "");

    @Test
    void judgesAWindowWhenEachPartitionIsPastIt() {
        fill(0, 10, 0);
        partition(0, 15_000, false);
        partition(1, 9_000, false);
        assertThat(judge.judge()).as("partition 1 may have more of it").isEmpty();
        partition(1, 13_000, false);
        List<Judged> verdicts = judge.judge();
        assertThat(verdicts).extracting(Judged::startMs).containsExactly(0L);
        assertThat(verdicts.get(0).records()).isEqualTo(10);
        assertThat(outcome(verdicts.get(0), "country-there")).isEqualTo(Outcome.PASS);
        assertThat(judge.judge()).as("it is judged once").isEmpty();
    }

    @Test
    void aQuietPartitionIsNotWaitedForAndASilentTopicIsJudgedByTheClock() {
        fill(0, 10, 0);
        partition(0, 9_000, false);
        quiet(0, 9_000, 41_000);
        List<Judged> verdicts = judge.judge();
        assertThat(verdicts).extracting(Judged::startMs).containsExactly(0L, 10_000L, 20_000L);
        assertThat(outcome(verdicts.get(1), "some")).as("nothing came").isEqualTo(Outcome.FAIL);
        assertThat(outcome(verdicts.get(1), "country-there"))
                .as("of values that are not there nothing is known")
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void lateRecordsHaveTheirWindowJudgedAgainAndThoseTooLateAreCounted() {
        fill(0, 10, 0);
        partition(0, 25_000, false);
        judge.judge();
        fill(0, 10, 10);
        List<Judged> again = judge.judge();
        assertThat(again).extracting(Judged::revision).containsExactly(1);
        assertThat(again.get(0).records()).isEqualTo(30);
        assertThat(outcome(again.get(0), "country-there"))
                .as("10 of 30 are null")
                .isEqualTo(Outcome.FAIL);
        partition(0, 300_000, false);
        judge.judge();
        fill(0, 7, 0);
        assertThat(judge.judge()).isEmpty();
        assertThat(judge.late()).isEqualTo(7);
    }

    @Test
    void aPartitionThatStandsStillShowsWhileOthersMove() {
        partition(0, 100_000, false);
        partition(1, 50_000, false);
        quiet(1, 50_000, 100_000);
        Map<String, Outcome> alive = alive(judge.liveness(100_000));
        assertThat(alive).containsEntry("partition/0", Outcome.PASS).containsEntry("partition/1", Outcome.FAIL);
        assertThat(alive(judge.liveness(500_000)))
                .as("nobody looked for minutes: unknown, not stale")
                .containsEntry("partition/0", Outcome.UNKNOWN)
                .containsEntry("partition/1", Outcome.UNKNOWN);
    }

    @Test
    void goesOnFromItsStateUnderAContractThatChanged() {
        fill(0, 10, 0);
        partition(0, 25_000, false);
        judge.judge();
        fill(10_000, 10, 0);
        Map<Long, byte[]> windows = new HashMap<>();
        judge.unsavedWindows().forEach((start, bytes) -> {
            if (bytes != null) windows.put(start, bytes);
        });
        Contract stricter =
                parse(CONTRACT.replace("name: some,", "name: many,").replace("GreaterThan: 0", "GreaterThan: 10"));
        DatasetJudge restored = judge(stricter, "");
        restored.restore(judge.toBytes(), windows);
        restored.enter(news(0, 35_000, NONE, false));
        List<Judged> verdicts = restored.judge();
        assertThat(verdicts).extracting(Judged::startMs).containsExactly(10_000L, 20_000L);
        assertThat(verdicts.get(0).records()).isEqualTo(10);
        assertThat(outcome(verdicts.get(0), "many")).isEqualTo(Outcome.FAIL);
        assertThat(judge.unsavedWindows())
                .as("what was stored is not stored again")
                .isEmpty();
    }

    @Test
    void historyIsMarkedAndAnEndOfInputJudgesAll() {
        WindowProfile old = new WindowProfile();
        old.counted(0, true, 7_200_000);
        judge.enter(0, old);
        List<Judged> verdicts = judge.judgeAll();
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).backfill()).isTrue();
    }

    @Test
    void rulesOnTrialAreMarked() {
        DatasetJudge trial = judge(contract, "shadow: true");
        trial.enter(0, profile(10, 0));
        assertThat(trial.judgeAll().get(0).checks()).isNotEmpty().allMatch(CheckResult::shadow);
    }

    private static DatasetJudge judge(Contract contract, String more) {
        String plan = "monitor: m\ndatasets:\n  - {topic: sales, window: 10s, disorder: 2s, lateness: 1m%s}\n"
                .formatted(more.isEmpty() ? "" : ", " + more);
        WatchedDataset watched = MonitorPlan.parse("q.yaml", plan).datasets().get(0);
        return new DatasetJudge(watched, contract, null, "", 60_000);
    }

    private void fill(long startMs, int countries, int nulls) {
        judge.enter(startMs, profile(countries, nulls));
    }

    private WindowProfile profile(int countries, int nulls) {
        WindowProfile part = new WindowProfile();
        ProfilePlan plan = ProfilePlan.of(SCHEMA, Set.of());
        RowChecks rows = RowChecks.compile(contract, SCHEMA);
        Violations violations = new Violations();
        for (int i = 0; i < countries + nulls; i++) {
            GenericData.Record sale = new GenericData.Record(SCHEMA);
            sale.put("id", "sale-" + i);
            sale.put("at", 1L);
            sale.put("country", i < countries ? "DE" : null);
            part.profile().add(plan, sale);
            rows.check(sale, 0, i, part.rules(), violations);
            part.counted(0, true, 5);
        }
        return WindowProfile.fromBytes(part.toBytes());
    }

    private void partition(int number, long eventTime, boolean quiet) {
        judge.enter(news(number, eventTime, NONE, quiet));
    }

    private void quiet(int number, long eventTime, long lookedAt) {
        judge.enter(news(number, eventTime, lookedAt, true));
    }

    private static PartitionNews news(int partition, long time, long lookedAt, boolean quiet) {
        return new PartitionNews(partition, 10, 10, time, time, lookedAt, quiet, 0, NONE, quiet ? lookedAt : time);
    }

    private static Outcome outcome(Judged verdict, String rule) {
        return verdict.checks().stream()
                .filter(check -> check.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    private static Map<String, Outcome> alive(List<CheckResult> checks) {
        Map<String, Outcome> alive = new HashMap<>();
        checks.stream()
                .filter(check -> check.rule().equals("alive"))
                .forEach(check -> alive.put(check.subject(), check.outcome()));
        return alive;
    }

    private static Contract parse(String text) {
        try {
            return Contract.parse("sales.odcs.yaml", text);
        } catch (ContractException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
