package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An incident that is not over, with the rules that belong to it. Mutable. */
final class OpenIncident {
    /** Checks named in a record; a dataset may have hundreds of partitions. */
    private static final int EVIDENCE = 50;

    private static final int NAMED_IN_SUMMARY = 5;

    final String id;
    final String dataset;
    final long openedAtMs;
    final List<WatchedRule> members = new ArrayList<>();
    String subject;
    long failingSinceMs;
    Severity severity;
    Dimension dimension;
    String rule;
    int sequence = -1;

    @Nullable
    String suppressedBy;
    /** Whether somebody was told of it, and as what. */
    boolean told;

    Severity toldSeverity = Severity.INFO;
    Dimension toldDimension = Dimension.SKEW;

    /** What the last record of it said, so that only what is new is told. */
    String said = "";

    OpenIncident(String id, WatchedRule first, long openedAtMs) {
        this.id = id;
        this.dataset = first.dataset();
        this.subject = first.subject();
        this.openedAtMs = openedAtMs;
        this.failingSinceMs = first.failingFromMs;
        this.severity = first.severity();
        this.dimension = first.dimension();
        this.rule = first.rule();
        add(first);
    }

    OpenIncident(String id, String dataset, long openedAtMs, Severity severity, Dimension dimension) {
        this.id = id;
        this.dataset = dataset;
        this.openedAtMs = openedAtMs;
        this.subject = "";
        this.severity = severity;
        this.dimension = dimension;
        this.rule = "";
    }

    void add(WatchedRule member) {
        members.add(member);
        member.incident = this;
        failingSinceMs = Math.min(failingSinceMs, member.failingFromMs);
    }

    /** Takes over what follows from its members: the likely cause, the severity, and how far it spreads. */
    void refresh(boolean datasetIsFree) {
        WatchedRule cause = cause();
        dimension = cause.dimension();
        rule = cause.rule();
        for (WatchedRule member : members) {
            if (member.severity().compareTo(severity) > 0) severity = member.severity();
        }
        boolean several = members.stream()
                        .filter(member -> member.dimension() == dimension)
                        .map(WatchedRule::subject)
                        .distinct()
                        .count()
                > 1;
        if (several && datasetIsFree && Causes.spreads(dimension)) subject = "";
    }

    WatchedRule cause() {
        return members.stream().min(WatchedRule.BY_CAUSE).orElseThrow();
    }

    boolean isOver() {
        return members.stream().allMatch(WatchedRule::hasRecovered);
    }

    /** When the likely causes began to pass, or {@link WatchedRule#NEVER} while one of them fails. */
    long causeRecoveredMs() {
        Dimension first = cause().dimension();
        long recovered = WatchedRule.NEVER;
        for (WatchedRule member : members) {
            if (member.dimension() != first) continue;
            if (!member.hasRecovered()) return WatchedRule.NEVER;
            recovered = Math.max(recovered, member.passingFromMs);
        }
        return recovered;
    }

    /**
     * Lets go of what the recovered cause no longer explains: failures measured wholly after it, and what cannot be measured
     * any more.
     */
    void release(long settleMs) {
        long recovered = causeRecoveredMs();
        if (recovered == WatchedRule.NEVER) return;
        members.removeIf(member -> {
            if (member.hasRecovered() || member.passingFromMs != WatchedRule.NEVER) return false;
            if (member.outcome == Outcome.UNKNOWN) {
                member.incident = null;
                member.calm();
                return true;
            }
            if (member.lastFailureFromMs < recovered + settleMs) return false;
            member.incident = null;
            member.failAnew();
            return true;
        });
    }

    /** Whether any rule of it fails at present. */
    boolean isFailing() {
        return members.stream().anyMatch(member -> member.passingFromMs == WatchedRule.NEVER);
    }

    List<WatchedRule> notRecovered() {
        return members.stream()
                .filter(member -> !member.hasRecovered())
                .sorted(WatchedRule.BY_CAUSE)
                .toList();
    }

    /** All that makes a new record worth writing; the values of the checks are not among it. */
    String whatToSay() {
        return subject + "|" + dimension + "|" + rule + "|" + severity + "|" + suppressedBy + "|"
                + notRecovered().stream()
                        .map(member -> member.rule() + "@" + member.subject())
                        .collect(Collectors.joining(","));
    }

    /**
     * Whether this is worth telling a person: that there is an incident, that it became more severe, or that much later a
     * deeper cause joined it. Notes that it was told.
     */
    boolean isToBeTold(long togetherMs) {
        if (suppressedBy != null) return false;
        boolean deeper = dimension.compareTo(toldDimension) < 0 && cause().failingFromMs > failingSinceMs + togetherMs;
        boolean tell = !told || severity.compareTo(toldSeverity) > 0 || deeper;
        told = true;
        toldSeverity = severity;
        toldDimension = dimension;
        return tell;
    }

    Incident asOf(long nowMs, @Nullable String resolution) {
        List<WatchedRule> shown = resolution == null
                ? notRecovered()
                : members.stream().sorted(WatchedRule.BY_CAUSE).toList();
        WatchedRule cause = cause();
        List<CheckResult> evidence =
                shown.stream().limit(EVIDENCE).map(member -> member.result).toList();
        return new Incident(
                id,
                dataset,
                subject,
                dimension,
                rule,
                severity,
                summary(cause, shown, resolution),
                failingSinceMs,
                openedAtMs,
                nowMs,
                resolution == null ? null : nowMs,
                resolution,
                sequence,
                evidence,
                suppressedBy,
                cause.owner,
                cause.runbook);
    }

    private String summary(WatchedRule cause, List<WatchedRule> shown, @Nullable String resolution) {
        StringBuilder text = new StringBuilder(dataset);
        if (!subject.isEmpty()) text.append(' ').append(subject);
        text.append(": ").append(cause.result.detail());
        if (resolution != null) return text.append(" Over: ").append(resolution).toString();
        if (cause.hasRecovered()) text.append(" This has recovered.");
        List<String> others = shown.stream()
                .filter(member -> member != cause)
                .map(member ->
                        member.subject().isEmpty() ? member.rule() : member.rule() + " (" + member.subject() + ")")
                .toList();
        if (!others.isEmpty()) {
            text.append(" Failing with it: ")
                    .append(String.join(", ", others.subList(0, Math.min(NAMED_IN_SUMMARY, others.size()))));
            if (others.size() > NAMED_IN_SUMMARY)
                text.append(" and ").append(others.size() - NAMED_IN_SUMMARY).append(" more");
            text.append('.');
        }
        return text.toString();
    }
}
