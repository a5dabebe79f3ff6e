package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.WindowChecks;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import dev.evenflow.quality.profile.ValueHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Duplicates and steps backwards of 58 real series as incidents, through a contract, in windows of a day. */
class NabOrderTest {
    private static final long DAY = 86_400_000;

    @Test
    void whatIsOutOfOrderOrTwiceIsAnIncidentOfItsDay() throws Exception {
        Contract contract = DayFacts.contract("measurements.odcs.yaml");
        Map<String, List<String>> opened = new TreeMap<>();
        SharedTables.of("nab/series.tar.xz").forEach((name, rows) -> {
            List<String> incidents = incidents(contract, NabSeriesTest.times(rows));
            if (!incidents.isEmpty()) {
                opened.put(name.replaceAll(".*/|[.]csv", ""), incidents);
            }
        });
        Map<String, List<String>> expected = new TreeMap<>();
        for (String series :
                List.of("ec2_disk_write_bytes_1ef3de", "ec2_network_in_5abac7", "ec2_request_latency_system_failure")) {
            expected.put(series, List.of("OPENED [duplicates 11.0]", "RESOLVED [duplicates 11.0]"));
        }
        for (String series :
                List.of("exchange-2_cpc_results", "exchange-2_cpm_results", "occupancy_t4013", "speed_t4013")) {
            expected.put(series, List.of("OPENED [duplicates 1.0]", "RESOLVED [duplicates 1.0]"));
        }
        // an hour was written twice: one incident for the step back and for what it doubled
        expected.put(
                "machine_temperature_system_failure",
                List.of("OPENED [steps back 1.0, duplicates 12.0]", "RESOLVED [steps back 1.0, duplicates 12.0]"));
        assertThat(opened).isEqualTo(expected);
    }

    private static List<String> incidents(Contract contract, long[] times) {
        IncidentBook book = new IncidentBook(new Lineage(Map.of()), IncidentPolicy.DEFAULT);
        TreeMap<Long, List<Integer>> days = new TreeMap<>();
        for (int i = 0; i < times.length; i++) {
            days.computeIfAbsent(times[i] / DAY, day -> new ArrayList<>()).add(i);
        }
        List<String> told = new ArrayList<>();
        days.forEach((day, positions) -> {
            KeySample keys = new KeySample();
            long back = 0;
            long largest = 0;
            for (int i : positions) {
                keys.add(ValueHash.of(times[i]));
                long step = i == 0 ? 0 : times[i - 1] - times[i];
                back += step > 0 ? 1 : 0;
                largest = Math.max(largest, step);
            }
            RecordProfile none = new RecordProfile();
            DayFacts facts =
                    new DayFacts(positions.size(), none, new RuleTally(), List.of(), none, keys, back, largest);
            long end = (day + 1) * DAY;
            for (CheckResult result : WindowChecks.evaluate(contract, facts)) {
                book.observe(new Observation(contract.dataset(), result, end - DAY, end, 0, 0, "", "", false), end);
            }
            for (IncidentChange change : book.tick(end)) {
                if (change.kind() != IncidentChange.Kind.UPDATED) {
                    told.add(change.kind() + " "
                            + change.incident().evidence().stream()
                                    .map(check -> check.metric() + " " + check.value())
                                    .toList());
                }
            }
        });
        return told;
    }
}
