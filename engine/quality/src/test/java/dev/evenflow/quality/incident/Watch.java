package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.incident.IncidentChange.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A book with a clock, for tests: results go in by second, changes come out and are checked to be one life each. */
final class Watch {
    static final long START = 1_700_000_000_000L;
    static final Lineage LINEAGE = new Lineage(Map.of(
            "served", Set.of("transactions"),
            "settled", Set.of("transactions"),
            "requests", Set.of("served"),
            "responses", Set.of("requests")));
    static final IncidentPolicy POLICY = new IncidentPolicy(120_000, 20_000, 100_000, 10_000, 3_600_000);

    final List<IncidentChange> changes = new ArrayList<>();
    private final Set<String> openIds = new HashSet<>();
    private final Set<String> closedIds = new HashSet<>();
    private final Map<String, String> openIdentities = new HashMap<>();
    IncidentBook book = new IncidentBook(LINEAGE, POLICY);
    long sustainMs = 20_000;
    long recoverMs = 20_000;
    long windowMs = 10_000;

    /** What a rule says at a second; a look at a moment if {@code windowMs} is 0. */
    void say(long second, String dataset, Dimension dimension, String subject, Outcome outcome) {
        say(second, dataset, dimension, subject, outcome, Severity.ERROR);
    }

    void say(long second, String dataset, Dimension dimension, String subject, Outcome outcome, Severity severity) {
        String rule = dimension.name().toLowerCase(Locale.ROOT);
        Double value = outcome == Outcome.UNKNOWN ? null : (Double) 1.0;
        CheckResult result = new CheckResult(
                rule, subject, dimension, severity, false, outcome, rule, value, -1, -1, "expected", rule + ".", null);
        long span = dimension == Dimension.FRESHNESS ? 0 : windowMs;
        long now = START + second * 1000;
        book.observe(
                new Observation(dataset, result, now - span, now, sustainMs, recoverMs, "team", "runbook", false), now);
    }

    void tick(long second) {
        for (IncidentChange change : book.tick(START + second * 1000)) {
            changes.add(change);
            check(change);
        }
    }

    /** The book goes through its bytes, as in a restart. */
    void restart() {
        book = IncidentBook.fromBytes(book.toBytes(), LINEAGE, POLICY);
    }

    private void check(IncidentChange change) {
        Incident incident = change.incident();
        String identity = incident.dataset() + "/" + incident.subject();
        switch (change.kind()) {
            case OPENED -> {
                require(!closedIds.contains(incident.id()) && openIds.add(incident.id()), "opened twice", change);
                require(incident.sequence() == 0, "an opened incident has sequence 0", change);
                require(openIdentities.put(identity, incident.id()) == null, "two open of one identity", change);
            }
            case UPDATED -> {
                require(openIds.contains(incident.id()), "updated while not open", change);
                openIdentities.values().remove(incident.id());
                require(openIdentities.put(identity, incident.id()) == null, "two open of one identity", change);
            }
            case RESOLVED -> {
                require(
                        openIds.remove(incident.id()) && closedIds.add(incident.id()),
                        "resolved while not open",
                        change);
                openIdentities.values().remove(incident.id());
            }
        }
        require(
                !change.tell() || incident.suppressedBy() == null || change.kind() == Kind.RESOLVED,
                "suppressed, but told",
                change);
    }

    private static void require(boolean holds, String message, IncidentChange change) {
        if (!holds) throw new AssertionError(message + ": " + change);
    }

    List<Incident> of(Kind kind) {
        return changes.stream()
                .filter(change -> change.kind() == kind)
                .map(IncidentChange::incident)
                .toList();
    }

    /** Incidents that somebody was told of, as they were last. */
    List<Incident> told() {
        Set<String> ids = new LinkedHashSet<>();
        for (IncidentChange change : changes)
            if (change.tell()) ids.add(change.incident().id());
        return ids.stream().map(this::last).toList();
    }

    Incident last(String id) {
        return changes.stream()
                .map(IncidentChange::incident)
                .filter(incident -> incident.id().equals(id))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    int open() {
        return openIds.size();
    }
}
