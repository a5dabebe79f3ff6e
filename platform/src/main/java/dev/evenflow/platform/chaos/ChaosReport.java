package dev.evenflow.platform.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was done, how long it took to work again, and what the checker says. */
final class ChaosReport {
    private final long seed;
    private final int planned;
    private final Map<FaultKind, List<Double>> recoveries = new EnumMap<>(FaultKind.class);
    private final List<String> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Integer> startedAgain = new LinkedHashMap<>();
    private final Map<String, Integer> submittedAgain = new LinkedHashMap<>();
    private Duration took = Duration.ZERO;

    ChaosReport(long seed, int planned) {
        this.seed = seed;
        this.planned = planned;
    }

    /** @param seconds from the end of the fault until every output had something sent after it */
    void recovered(FaultKind kind, double seconds) {
        recoveries.computeIfAbsent(kind, each -> new ArrayList<>()).add(seconds);
    }

    void finding(String finding) {
        findings.add(finding);
    }

    void note(String note) {
        notes.add(note);
    }

    void verdict(ChaosChecker.Verdict verdict) {
        counts.putAll(verdict.counts());
        findings.addAll(verdict.findings());
    }

    void count(String what, long count) {
        counts.put(what, count);
    }

    void end(Map<String, Integer> processes, Map<String, Integer> jobs, Duration duration) {
        startedAgain.putAll(processes);
        submittedAgain.putAll(jobs);
        took = duration;
    }

    int faults() {
        return recoveries.values().stream().mapToInt(List::size).sum();
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    boolean isGood() {
        return findings.isEmpty();
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%n%-18s %7s %12s %12s%n", "fault", "times", "median s", "longest s");
        recoveries.forEach((kind, seconds) -> out.printf(
                Locale.ROOT,
                "%-18s %7d %12.1f %12.1f%n",
                kind.option(),
                seconds.size(),
                median(seconds),
                max(seconds)));
        List<Double> all = recoveries.values().stream().flatMap(List::stream).toList();
        if (!all.isEmpty())
            out.printf(Locale.ROOT, "%-18s %7d %12.1f %12.1f%n", "all", all.size(), median(all), max(all));
        out.println("Seconds from the end of a fault until every output had something that was sent after it.");
        out.println();
        counts.forEach((what, count) -> out.printf(Locale.ROOT, "  %-42s %,12d%n", what, count));
        out.println("  started again " + startedAgain + ", submitted again " + submittedAgain);
        notes.forEach(note -> out.println("  " + note));
        out.println();
        findings.forEach(finding -> out.println("WRONG  " + finding));
        out.printf(
                Locale.ROOT,
                "%d of %d faults in %d min %d s, seed %d: %s%n",
                faults(),
                planned,
                took.toMinutes(),
                took.toSecondsPart(),
                seed,
                isGood() ? "nothing lost, nothing doubled" : findings.size() + " findings");
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seed", seed);
        json.put("faults_planned", planned);
        json.put("faults", faults());
        json.put("seconds", took.toSeconds());
        json.put("good", isGood());
        ObjectNode kinds = json.putObject("kinds");
        recoveries.forEach((kind, seconds) -> {
            ObjectNode one = kinds.putObject(kind.option());
            one.put("times", seconds.size());
            one.put("recovery_median_s", median(seconds));
            one.put("recovery_max_s", max(seconds));
            one.put("runbook", kind.runbook());
        });
        ObjectNode counted = json.putObject("counts");
        counts.forEach(counted::put);
        ObjectNode processes = json.putObject("started_again");
        startedAgain.forEach(processes::put);
        ObjectNode jobs = json.putObject("submitted_again");
        submittedAgain.forEach(jobs::put);
        findings.forEach(json.putArray("findings")::add);
        notes.forEach(json.putArray("notes")::add);
        return json;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElse(Double.NaN);
    }
}
