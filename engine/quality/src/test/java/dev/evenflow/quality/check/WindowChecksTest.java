package dev.evenflow.quality.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.expectation.SeasonalVolume;
import dev.evenflow.quality.profile.KeyHash;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results of each kind of rule on windows made of real records. */
class WindowChecksTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "R", "fields": [
                      {"name": "id", "type": "string"},
                      {"name": "amount", "type": ["null", "double"], "default": null}]}
                    """);

    private static final Contract CONTRACT = contract();

    private static Contract contract() {
        try {
            return Contract.parse(
                    "r.yaml",
                    """
                    apiVersion: v3.1.0
                    kind: DataContract
                    version: 1.0.0
                    schema:
                      - name: R
                        properties:
                          - name: id
                            logicalType: string
                            quality: [{metric: duplicateValues, mustBeLessThan: 10, unit: percent}]
                          - name: amount
                            logicalType: number
                            quality:
                              - {metric: nullValues, mustBeLessOrEqualTo: 25, unit: percent}
                              - {type: custom, engine: evenflow, implementation: {rule: drift, method: psi, mustBeLessThan: 0.2, minimumRecords: 50}}
                              - {type: custom, engine: evenflow, implementation: {rule: drift, method: missingness, mustBeLessThan: 0.3, minimumRecords: 50, windows: 2}}
                        quality:
                          - {metric: rowCount, mustBeGreaterThan: 3}
                          - {type: custom, engine: evenflow, implementation: {rule: volume, season: none, warmUp: 3}}
                          - {type: custom, engine: evenflow, implementation: {rule: order, allowance: 1m, mustBeLessThan: 3}}
                    """);
        } catch (ContractException e) {
            throw new AssertionError(e);
        }
    }

    /** A window that somebody fills with records. */
    private static final class Window implements WindowFacts {
        private final RecordProfile profile = new RecordProfile();
        private final RuleTally tally = new RuleTally();
        private final KeySample ids = new KeySample();
        private final Map<String, Long> unreadable = new HashMap<>();
        private final SeasonalVolume volume = new SeasonalVolume(((Requirement.SeasonalVolume)
                        CONTRACT.rules(Requirement.SeasonalVolume.class).get(0).requirement())
                .options(10_000));
        private final RowChecks checks = RowChecks.compile(CONTRACT, SCHEMA);
        private final ProfilePlan plan = ProfilePlan.of(SCHEMA, Set.of());
        private final KeyHash key = KeyHash.of(SCHEMA, List.of("id"));
        private @Nullable RecordProfile baseline;
        private long stepsBack;
        private long records;

        Window with(String id, @Nullable Double amount) {
            GenericData.Record record = new GenericData.Record(SCHEMA);
            record.put("id", new Utf8(id));
            record.put("amount", amount);
            checks.check(record, 1, records++, tally, new Violations());
            profile.add(plan, record);
            ids.add(key.hash(record));
            return this;
        }

        @Override
        public long records() {
            return records;
        }

        @Override
        public RecordProfile profile() {
            return profile;
        }

        @Override
        public RuleTally tally() {
            return tally;
        }

        @Override
        public KeySample keys(List<String> fields) {
            return ids;
        }

        @Override
        public Map<String, Long> unreadable() {
            return unreadable;
        }

        @Override
        public long stepsBack(String ruleId) {
            return stepsBack;
        }

        @Override
        public long largestStepBackMs(String ruleId) {
            return 90_000;
        }

        @Override
        public @Nullable RecordProfile baseline() {
            return baseline;
        }

        @Override
        public String baselineName() {
            return "january";
        }

        @Override
        public RecordProfile recent(int windows) {
            return profile;
        }

        @Override
        public Judgement volume(String ruleId) {
            return volume.judge(100_000, records);
        }

        CheckResult result(String rule) {
            return WindowChecks.evaluate(CONTRACT, this).stream()
                    .filter(result -> result.rule().equals(rule))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anEmptyWindowLeavesValuesUnknownAndCountsJudged() {
        Window empty = new Window();

        assertThat(WindowChecks.evaluate(CONTRACT, empty))
                .filteredOn(result -> result.outcome() != Outcome.UNKNOWN)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.rule()).isEqualTo("rowCount");
                    assertThat(result.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(result.value()).isZero();
                });
        assertThat(WindowChecks.evaluate(CONTRACT, empty))
                .filteredOn(result -> result.outcome() == Outcome.UNKNOWN)
                .allSatisfy(result -> assertThat(result.value()).isNull());
    }

    @Test
    void sharesAreOfAllRecordsAndNameTheFirstOffenders() {
        Window window =
                new Window().with("a", null).with("b", 1.0).with("c", 2.0).with("d", 3.0);

        CheckResult nulls = window.result("amount.nullValues");
        assertThat(nulls.outcome()).as("25 percent are allowed").isEqualTo(Outcome.PASS);
        assertThat(nulls.value()).isEqualTo(25);
        assertThat(nulls.detail()).isEqualTo("1 of 4 records: amount is null; first at partition 1 offset 0.");
        window.with("e", null);
        assertThat(window.result("amount.nullValues").outcome()).isEqualTo(Outcome.FAIL);
        assertThat(window.result("amount.nullValues").failed()).isEqualTo(2);
        assertThat(window.result("amount.nullValues").total()).isEqualTo(5);
    }

    @Test
    void duplicatesAreRecordsBeyondTheFirstOfTheirKey() {
        Window window = new Window();
        for (int i = 0; i < 90; i++) window.with("id" + i, 1.0);
        for (int i = 0; i < 10; i++) window.with("id0", 1.0);

        CheckResult duplicates = window.result("id.duplicateValues");
        assertThat(duplicates.failed()).isEqualTo(10);
        assertThat(Objects.requireNonNull(duplicates.value())).isCloseTo(10, within(1e-9));
        assertThat(duplicates.outcome()).as("< 10 percent").isEqualTo(Outcome.FAIL);
        assertThat(duplicates.detail()).isEqualTo("10 of 100 records repeat the id of another.");
    }

    @Test
    void whatCouldNotBeReadIsSaidByReason() {
        Window window = new Window().with("a", 1.0);
        assertThat(window.result("schema").outcome()).isEqualTo(Outcome.PASS);
        window.unreadable.put("UNDECODABLE", 2L);

        CheckResult schema = window.result("schema");
        assertThat(schema.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(schema.detail()).isEqualTo("2 of 3 records could not be read as the contract says: 2 UNDECODABLE.");
    }

    @Test
    void driftComesWithItsDistributions() {
        Window baseline = new Window();
        Window same = new Window();
        Window shifted = new Window();
        for (int i = 0; i < 400; i++) {
            baseline.with("b" + i, i / 10.0);
            same.with("s" + i, i / 10.0 + 0.01);
            shifted.with("t" + i, i % 2 == 0 ? null : i / 10.0 + 20);
        }
        assertThat(same.result("amount.psi").detail()).isEqualTo("There is no baseline to compare with.");
        same.baseline = baseline.profile;
        shifted.baseline = baseline.profile;

        assertThat(same.result("amount.psi").outcome()).isEqualTo(Outcome.PASS);
        CheckResult psi = shifted.result("amount.psi");
        assertThat(psi.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(Objects.requireNonNull(psi.drift()).currentTotal()).isEqualTo(200);
        assertThat(psi.detail()).startsWith("psi of amount from baseline january is ");
        CheckResult missing = shifted.result("amount.missingness");
        assertThat(Objects.requireNonNull(missing.value())).isCloseTo(0.5, within(1e-9));
        assertThat(missing.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(new Window().with("a", 1.0).result("amount.psi").outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void tooFewRecordsLeaveDriftUnknown() {
        Window few = new Window().with("a", 1.0);
        few.baseline = few.profile;

        assertThat(few.result("amount.psi").detail()).isEqualTo("1 records are fewer than the 50 it takes.");
    }

    @Test
    void volumeIsJudgedOnceItIsKnownWhatIsUsual() {
        Window window = new Window().with("a", 1.0);
        assertThat(window.result("volume").outcome()).isEqualTo(Outcome.UNKNOWN);
        for (int i = 0; i < 5; i++) window.volume.learn(i * 10_000L, 1_000);

        CheckResult volume = window.result("volume");
        assertThat(volume.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(volume.detail()).startsWith("There were 1 records: too few, usual are ");
    }

    @Test
    void stepsBackAreCountedAgainstTheirBound() {
        Window window = new Window().with("a", 1.0).with("b", 1.0);
        window.stepsBack = 2;
        assertThat(window.result("order").outcome()).isEqualTo(Outcome.PASS);
        window.stepsBack = 3;
        assertThat(window.result("order").outcome()).isEqualTo(Outcome.FAIL);
        assertThat(window.result("order").detail())
                .isEqualTo("3 of 2 records step back in event time by more than 60.0 s; the largest step is 90.0 s.");
    }
}
