package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.drift.DriftOptions;
import dev.evenflow.quality.drift.DriftOptions.Binning;
import dev.evenflow.quality.drift.DriftOptions.Missing;
import dev.evenflow.quality.drift.DriftResult;
import dev.evenflow.quality.drift.FieldDrift;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Eighteen months of taxi trips against their first. What really changed: the congestion surcharge (planned from January,
 * charged from February 2019, by one vendor also in {@code extra}, and so in {@code total_amount}), trips without passengers
 * in February 2019, and the tolls from April 2019, which rose on 31 March.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaxiMonthsTest {
    private Map<String, RecordProfile> months = Map.of();

    @BeforeAll
    void profileTheMonths() throws IOException {
        months = new TreeMap<>();
        TaxiTrips.byMonth().forEach((month, trips) -> months.put(month, profile(trips)));
        assertThat(months).hasSize(18);
    }

    @Test
    void whatChangedIsReportedInItsMonthAndNothingElse() {
        Map<String, List<String>> found = new TreeMap<>();
        months.forEach((month, profile) -> found.put(month, drifted(month)));

        assertThat(found).allSatisfy((month, fields) -> {
            if (month.startsWith("2018")) {
                assertThat(fields).as(month).isEmpty();
            }
        });
        assertThat(found.get("2019-01")).containsExactly("congestion_surcharge is missing");
        assertThat(found.get("2019-02"))
                .containsExactly("passenger_count", "extra", "total_amount", "congestion_surcharge is missing");
        assertThat(found.get("2019-03")).containsExactly("extra", "total_amount", "congestion_surcharge is missing");
        for (String month : List.of("2019-04", "2019-05", "2019-06")) {
            assertThat(found.get(month))
                    .as(month)
                    .containsExactly("extra", "tolls_amount", "total_amount", "congestion_surcharge is missing");
        }
    }

    @Test
    void theSurchargeAppearsByItsShareOfNulls() {
        DriftOptions missing = DriftOptions.DEFAULT.with(Missing.ONLY);

        assertThat(value(DriftMethod.L_INFINITY, "congestion_surcharge", "2018-12", missing))
                .isEqualTo(0);
        assertThat(value(DriftMethod.L_INFINITY, "congestion_surcharge", "2019-01", missing))
                .isCloseTo(0.3673, within(1e-9));
        assertThat(value(DriftMethod.L_INFINITY, "congestion_surcharge", "2019-02", missing))
                .isEqualTo(1);
    }

    @Test
    void anOutlierBlindsBinsOfEqualWidthAndNotThoseOfQuantiles() {
        // August 2018 has one fare of 429,490.20: with equal widths all others share a bin
        DriftOptions sturges = DriftOptions.DEFAULT.with(Binning.JOINT_STURGES);

        assertThat(value(DriftMethod.PSI, "total_amount", "2018-08", sturges)).isLessThan(0.02);
        assertThat(value(DriftMethod.PSI, "total_amount", "2019-03", sturges)).isLessThan(0.1);
        assertThat(value(DriftMethod.PSI, "total_amount", "2019-03", DriftOptions.DEFAULT))
                .isGreaterThan(0.4);
    }

    @Test
    void oneWrongFareMovesTheWassersteinDistanceOnly() {
        assertThat(value(DriftMethod.PSI, "fare_amount", "2018-08", DriftOptions.DEFAULT))
                .isLessThan(0.05);
        assertThat(value(DriftMethod.WASSERSTEIN_NORMED, "fare_amount", "2018-08", DriftOptions.DEFAULT))
                .isGreaterThan(3);
    }

    private List<String> drifted(String month) {
        RecordProfile baseline = profile("2018-01");
        return baseline.fields().keySet().stream()
                .flatMap(field -> {
                    boolean drift = FieldDrift.compare(
                                    DriftMethod.PSI,
                                    baseline.field(field),
                                    profile(month).field(field),
                                    DriftOptions.DEFAULT)
                            .filter(result -> result.value() >= 0.2)
                            .isPresent();
                    boolean missing =
                            value(DriftMethod.L_INFINITY, field, month, DriftOptions.DEFAULT.with(Missing.ONLY))
                                    >= 0.05;
                    return drift
                            ? List.of(field).stream()
                            : missing ? List.of(field + " is missing").stream() : List.<String>of().stream();
                })
                .toList();
    }

    private double value(DriftMethod method, String field, String month, DriftOptions options) {
        DriftResult result = FieldDrift.compare(
                        method, profile("2018-01").field(field), profile(month).field(field), options)
                .orElseThrow();
        return result.value();
    }

    private RecordProfile profile(String month) {
        RecordProfile profile = months.get(month);
        assertThat(profile).as(month).isNotNull();
        return java.util.Objects.requireNonNull(profile);
    }

    private static RecordProfile profile(List<GenericData.Record> trips) {
        ProfilePlan plan = ProfilePlan.of(trips.get(0).getSchema(), TaxiTrips.TIMES);
        RecordProfile profile = new RecordProfile();
        trips.forEach(trip -> profile.add(plan, trip));
        return profile;
    }
}
