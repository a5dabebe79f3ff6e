package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.check.WindowChecks;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.generic.GenericData;
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
        Contract contract = DayFacts.contract("taxi-trips.odcs.yaml");
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
        DayFacts facts = new DayFacts(trips.size(), profile, tally, days, baseline, null, 0, 0);
        for (CheckResult result : WindowChecks.evaluate(contract, facts)) {
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
}
