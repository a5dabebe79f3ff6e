package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.check.WindowChecks;
import dev.evenflow.quality.check.WindowFacts;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The taxi trips day by day through a contract, against the profile of January 2018, to the incidents of 2018 and 2019. */
class TaxiIncidentsTest {
    private static final long DAY = 86_400_000;

    /** Month and rule. What has changed for good is never resolved: it needs a new baseline. */
    private final List<String> opened = new ArrayList<>();

    private final List<String> resolved = new ArrayList<>();
    private long quarantined;
    private final List<RecordProfile> days = new ArrayList<>();
    private RecordProfile baseline = new RecordProfile();

    @Test
    void eachChangeIsOneIncidentInItsMonth() throws Exception {
        Contract contract = contract();
        Map<String, List<GenericData.Record>> months = TaxiTrips.byMonth();
        ProfilePlan plan = ProfilePlan.of(months.get("2018-01").get(0).getSchema(), TaxiTrips.TIMES);
        for (GenericData.Record trip : Objects.requireNonNull(months.remove("2018-01"))) {
            baseline.add(plan, trip);
        }
        TreeMap<Long, List<GenericData.Record>> byDay = new TreeMap<>();
        months.values().stream().flatMap(List::stream).forEach(trip -> byDay.computeIfAbsent(
                        (Long) trip.get("pickup_datetime") / DAY, day -> new ArrayList<>())
                .add(trip));
        IncidentBook book = new IncidentBook(new Lineage(Map.of()), IncidentPolicy.DEFAULT);
        byDay.forEach((day, trips) -> judge(contract, plan, book, day * DAY, trips));

        assertThat(opened)
                .containsExactly(
                        "2018-08 fare_amount.range", // 429,490.20
                        "2018-11 dropoff_datetime,pickup_datetime.expression", // clocks went back, trips end before
                        // they begin
                        "2019-01 congestion_surcharge.missingness", // the field begins to be sent
                        "2019-02 extra.psi", // the surcharge is charged from this day on
                        "2019-02 passenger_count.psi", // trips without passengers
                        "2019-02 total_amount.psi",
                        "2019-04 tolls_amount.psi"); // tolls rose on 31 March
        assertThat(resolved)
                .containsExactly(
                        "2018-08 fare_amount.range",
                        "2018-11 dropoff_datetime,pickup_datetime.expression",
                        "2019-03 passenger_count.psi");
        assertThat(quarantined).isEqualTo(3);
    }

    private void judge(
            Contract contract, ProfilePlan plan, IncidentBook book, long start, List<GenericData.Record> trips) {
        RowChecks checks = RowChecks.compile(contract, trips.get(0).getSchema());
        RuleTally tally = new RuleTally();
        RecordProfile profile = new RecordProfile();
        Violations violations = new Violations();
        for (int i = 0; i < trips.size(); i++) {
            profile.add(plan, trips.get(i));
            checks.check(trips.get(i), 0, i, tally, violations);
            quarantined += violations.quarantined() ? 1 : 0;
        }
        days.add(profile);
        for (CheckResult result : WindowChecks.evaluate(contract, new Day(trips.size(), profile, tally))) {
            Rule rule = Objects.requireNonNull(contract.rule(result.rule()));
            book.observe(
                    new Observation(
                            contract.dataset(),
                            result,
                            start,
                            start + DAY,
                            rule.sustainMs(),
                            rule.recoverMs(),
                            contract.owner(),
                            "",
                            false),
                    start + DAY);
        }
        for (IncidentChange change : book.tick(start + DAY)) {
            String text = Instant.ofEpochMilli(start).toString().substring(0, 7) + " "
                    + change.incident().rule();
            assertThat(change.tell()).as(text).isTrue();
            if (change.kind() == IncidentChange.Kind.OPENED) {
                opened.add(text);
            } else if (change.kind() == IncidentChange.Kind.RESOLVED) {
                resolved.add(text);
            }
        }
    }

    private final class Day implements WindowFacts {
        private final long records;
        private final RecordProfile profile;
        private final RuleTally tally;
        private final Map<Integer, RecordProfile> recent = new HashMap<>();

        Day(long records, RecordProfile profile, RuleTally tally) {
            this.records = records;
            this.profile = profile;
            this.tally = tally;
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
        public @Nullable KeySample keys(List<String> fields) {
            return null;
        }

        @Override
        public Map<String, Long> unreadable() {
            return Map.of();
        }

        @Override
        public long stepsBack(String ruleId) {
            return 0;
        }

        @Override
        public long largestStepBackMs(String ruleId) {
            return 0;
        }

        @Override
        public RecordProfile baseline() {
            return baseline;
        }

        @Override
        public String baselineName() {
            return "2018-01";
        }

        @Override
        public RecordProfile recent(int windows) {
            return recent.computeIfAbsent(windows, last -> {
                RecordProfile merged = new RecordProfile();
                days.subList(Math.max(0, days.size() - last), days.size()).forEach(merged::merge);
                return merged;
            });
        }

        @Override
        public @Nullable Judgement volume(String ruleId) {
            return null;
        }
    }

    private static Contract contract() throws Exception {
        try (InputStream in = TaxiIncidentsTest.class.getResourceAsStream("/evidence/taxi-trips.odcs.yaml")) {
            return Contract.parse(
                    "taxi-trips.odcs.yaml",
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
