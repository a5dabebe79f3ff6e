package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import dev.evenflow.platform.Project;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the monitor's measuring costs, by {@link EngineBench}.
 *
 * @param profile case to profile
 */
record QualityBench(int rows, int customers, int rounds, int window, String cases, Optional<String> profile) {
    private static final String CONTRACT = "schemas/src/main/avro/dev/evenflow/payments/transactions.odcs.yaml";

    void run() {
        check(rows >= 10_000 && rows <= 2_000_000, "--rows", rows, "10000 to 2000000");
        check(customers >= 10, "--customers", customers, "at least 10");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        check(window >= 100 && window <= rows, "--window", window, "100 to the number of rows");
        check(cases.matches("[0pkcm](,[0pkcm])*"), "--cases", cases, "some of 0,p,k,c,m");
        profile.ifPresent(given -> check(given.matches("[0pkcm]"), "--profile", given, "0, p, k, c or m"));
        Map<String, String> options = new LinkedHashMap<>();
        options.put("contract", Project.locate().root().resolve(CONTRACT).toString());
        options.put("rows", Integer.toString(rows));
        options.put("customers", Integer.toString(customers));
        options.put("rounds", Integer.toString(rounds));
        options.put("window", Integer.toString(window));
        options.put("cases", cases);
        profile.ifPresent(given -> options.put("profile", given));
        new EngineBench("dev.evenflow.benchmarks.QualityProfileBenchmark", options).run();
    }
}
