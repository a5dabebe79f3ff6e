package dev.evenflow.platform.chaos;

import dev.evenflow.platform.topic.StandardTopics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what came out against every event that was sent. Every difference is a finding. */
final class ChaosChecker {
    private static final int EXAMPLES = 5;

    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    /** @param counts for the report, in order */
    record Verdict(Map<String, Long> counts, List<String> findings) {
        boolean isGood() {
            return findings.isEmpty();
        }
    }

    static Verdict check(Sent sent, Received received) {
        ChaosChecker checker = new ChaosChecker();
        Set<String> good = sent.transactions();
        Set<String> late = sent.late();
        Set<String> all = new TreeSet<>(good);
        all.addAll(late);
        checker.counts.put("transactions sent in time", (long) good.size());
        checker.counts.put("transactions sent again", sent.repeatedTransactions());
        checker.counts.put("labels sent", sent.labels());
        checker.once("settled vector", good, received.settledVectors());
        checker.once("served vector", all, received.servedVectors());
        checker.counts.put("transactions sent late", (long) late.size());
        checker.once("late event", late, received.lateEvents());
        if (received.lateLabels() > 0)
            checker.findings.add(received.lateLabels() + " labels were late, none was meant to be");
        checker.letters(sent.poison(), received.letters());
        checker.ledger(sent, received.ledger());
        return new Verdict(checker.counts, checker.findings);
    }

    /** Each of the expected exactly once, and nothing else. What only moved the time on at the end may be there or not. */
    private void once(String what, Set<String> expected, Map<String, Integer> found) {
        Set<String> lost = new TreeSet<>(expected);
        lost.removeAll(found.keySet());
        Set<String> doubled = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        long records = 0;
        for (Map.Entry<String, Integer> each : found.entrySet()) {
            if (each.getKey().startsWith(ChaosLoad.FLUSH)) continue;
            records += each.getValue();
            if (each.getValue() > 1) doubled.add(each.getKey());
            if (!expected.contains(each.getKey())) unknown.add(each.getKey());
        }
        counts.put(what + "s", records);
        report("have no " + what, lost);
        report("have more than one " + what, doubled);
        report("have a " + what + " that they must not have", unknown);
    }

    private void letters(Map<RecordDigest, Integer> poison, Map<RecordDigest, Integer> letters) {
        Set<String> lost = new TreeSet<>();
        Set<String> tooMany = new TreeSet<>();
        poison.forEach((record, times) -> {
            if (letters.getOrDefault(record, 0) < times) lost.add(record.toString());
        });
        letters.forEach((record, times) -> {
            if (times > poison.getOrDefault(record, 0)) tooMany.add(record.toString());
        });
        counts.put("records of poison sent", sum(poison));
        counts.put("dead letters", sum(letters));
        report("records of poison are no dead letter with their key and bytes", lost);
        report("dead letters are of no such record, or doubled", tooMany);
    }

    private void ledger(Sent sent, CommitLedger ledger) {
        ledger.problems().stream().limit(EXAMPLES).forEach(findings::add);
        for (String topic : List.of(StandardTopics.INFERENCE_REQUESTS, StandardTopics.INFERENCE_RESPONSES)) {
            Sent.Inferences expected = sent.inferences().getOrDefault(topic, Sent.Inferences.NONE);
            CommitLedger.Sum sum = ledger.sum(topic);
            counts.put(topic + " sent", expected.records());
            counts.put(topic + " in the ledger", sum.records());
            compare("records of " + topic, expected.records(), sum.records());
            compare("archived of " + topic, expected.originals(), sum.archived());
            compare("quarantined of " + topic, expected.poison(), sum.quarantined());
            compare("duplicates of " + topic, expected.repeated(), sum.duplicates());
        }
        counts.put("archive rows", ledger.rows());
        counts.put("archive commits", ledger.commits());
        compare("rows", sent.rows(), ledger.rows());
        compare("records that wait for a partner", 0, ledger.pending());
    }

    private void compare(String what, long expected, long found) {
        if (expected != found) findings.add("archive: " + what + " are " + found + ", expected " + expected);
    }

    private void report(String what, Set<String> ids) {
        if (!ids.isEmpty())
            findings.add(ids.size() + " " + what + ": "
                    + ids.stream().limit(EXAMPLES).toList() + (ids.size() > EXAMPLES ? " ..." : ""));
    }

    private static long sum(Map<RecordDigest, Integer> records) {
        return records.values().stream().mapToLong(count -> count).sum();
    }
}
