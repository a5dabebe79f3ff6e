package dev.evenflow.platform.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What came out, as a reader of committed records sees it: how often each. Thread-safe. */
final class Received {
    /** Ids of the load end in their number in the order of sending. */
    static final String NUMBERED = "t-";

    private final Map<String, Integer> settled = new HashMap<>();
    private final Map<String, Integer> served = new HashMap<>();
    private final Map<String, Integer> late = new HashMap<>();
    private final Map<RecordDigest, Integer> letters = new HashMap<>();
    /** They come by several partitions, so in any order. */
    private final List<CommitLedger.Commit> commits = new ArrayList<>();

    private long ledgerRecords;
    private long newestSettled = -1;
    private long newestServed = -1;
    private long letterCount;
    private long lateLabels;

    synchronized void settled(String id) {
        settled.merge(id, 1, Integer::sum);
        newestSettled = Math.max(newestSettled, number(id));
    }

    synchronized void served(String id) {
        served.merge(id, 1, Integer::sum);
        newestServed = Math.max(newestServed, number(id));
    }

    synchronized void late(String id) {
        late.merge(id, 1, Integer::sum);
    }

    synchronized void lateLabel() {
        lateLabels++;
    }

    synchronized void letter(RecordDigest record) {
        letters.merge(record, 1, Integer::sum);
        letterCount++;
    }

    synchronized void commit(CommitLedger.Commit commit) {
        commits.add(commit);
        ledgerRecords +=
                commit.ranges().stream().mapToLong(CommitLedger.Range::records).sum();
    }

    /** Number of the newest transaction of the load that has a vector; -1 before the first. */
    synchronized long newestSettled() {
        return newestSettled;
    }

    synchronized long newestServed() {
        return newestServed;
    }

    synchronized long letterCount() {
        return letterCount;
    }

    synchronized long lateLabels() {
        return lateLabels;
    }

    synchronized int lateCount() {
        return late.size();
    }

    /** Records of inferences that commits account for. */
    synchronized long ledgerRecords() {
        return ledgerRecords;
    }

    synchronized Map<String, Integer> settledVectors() {
        return Map.copyOf(settled);
    }

    synchronized Map<String, Integer> servedVectors() {
        return Map.copyOf(served);
    }

    synchronized Map<String, Integer> lateEvents() {
        return Map.copyOf(late);
    }

    synchronized Map<RecordDigest, Integer> letters() {
        return Map.copyOf(letters);
    }

    synchronized CommitLedger ledger() {
        CommitLedger ledger = new CommitLedger();
        commits.stream()
                .sorted(Comparator.comparingLong(CommitLedger.Commit::sequence))
                .forEach(ledger::add);
        return ledger;
    }

    private static long number(String id) {
        return id.startsWith(NUMBERED) ? Long.parseLong(id.substring(NUMBERED.length())) : -1;
    }
}
