package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
    Dimension toldDimension = Dimension.DRIFT;

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

    /** Takes over what follows from its members: the likely cause, the severity, and where it is. */
    void refresh(Predicate<String> isFree) {
        WatchedRule cause = cause();
        dimension = cause.dimension();
        rule = cause.rule();
        for (WatchedRule member : members) {
            if (member.severity().compareTo(severity) > 0) severity = member.severity();
        }
        String place = place(cause);
        if (!place.equals(subject) && isFree.test(place)) subject = place;
    }

    /** The subject of the cause; the whole dataset where several are hit alike. */
    private String place(WatchedRule cause) {
        if (!Causes.spreads(cause.dimension())) return cause.subject();
        Set<String> subjects = members.stream()
                .filter(member -> Causes.areOneKind(member.dimension(), cause.dimension()))
                .map(WatchedRule::subject)
                .collect(Collectors.toSet());
        // Groups live in partitions, so they are no further place.
        if (subjects.stream().anyMatch(each -> each.startsWith("partition/")))
            subjects.removeIf(each -> each.startsWith("group/"));
        return subjects.size() > 1 ? "" : subjects.iterator().next();
    }

    /** The likeliest cause among those that no other one explains. */
    WatchedRule cause() {
        List<WatchedRule> explainers = explainers();
        return members.stream()
                .filter(member -> explainers.stream().noneMatch(other -> isMerelyEffect(member, other)))
                .min(WatchedRule.BY_CAUSE)
                .or(() -> members.stream().min(WatchedRule.BY_CAUSE))
                .orElseThrow();
    }

    /** Enough members to know what explains what: a topic may have thousands of partitions, and two of them say it all. */
    private List<WatchedRule> explainers() {
        Map<Dimension, Set<String>> subjects = new EnumMap<>(Dimension.class);
        List<WatchedRule> explainers = new ArrayList<>();
        for (WatchedRule member : members) {
            Set<String> seen = subjects.computeIfAbsent(member.dimension(), dimension -> new HashSet<>());
            boolean everySubjectCounts = !Causes.spreads(member.dimension());
            if ((everySubjectCounts || seen.size() < 2) && seen.add(member.subject())) explainers.add(member);
        }
        return explainers;
    }

    private static boolean isMerelyEffect(WatchedRule member, WatchedRule other) {
        return !member.subject().equals(other.subject())
                && Causes.explainsWithin(other.dimension(), other.subject(), member.dimension(), member.subject())
                && !Causes.explainsWithin(member.dimension(), member.subject(), other.dimension(), other.subject());
    }

    boolean isOver() {
        return members.stream().allMatch(WatchedRule::hasRecovered);
    }

    /** When the likely causes began to pass, or {@link WatchedRule#NEVER} while one of them fails. */
    long causeRecoveredMs() {
        long recovered = WatchedRule.NEVER;
        for (WatchedRule member : members) {
            if (member.dimension() != dimension) continue;
            if (!member.hasRecovered()) return WatchedRule.NEVER;
            recovered = Math.max(recovered, member.passingFromMs);
        }
        return recovered;
    }

    /**
     * Lets go of what the recovered cause no longer explains, if that is all that keeps it open, and of what cannot be measured any
     * more.
     */
    void release(Explanations explanations) {
        long recovered = causeRecoveredMs();
        if (recovered == WatchedRule.NEVER) return;
        members.removeIf(member -> {
            boolean unmeasured = !member.hasRecovered() && member.outcome == Outcome.UNKNOWN;
            if (unmeasured) {
                member.incident = null;
                member.calm();
            }
            return unmeasured;
        });
        List<WatchedRule> others =
                members.stream().filter(member -> !member.hasRecovered()).toList();
        for (WatchedRule other : others)
            if (other.passingFromMs != WatchedRule.NEVER || explanations.mayOutlast(other, recovered)) return;
        for (WatchedRule other : others) {
            members.remove(other);
            other.incident = null;
            other.failAnew();
        }
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
        boolean deeper = Causes.rank(dimension) < Causes.rank(toldDimension)
                && cause().failingFromMs > failingSinceMs + togetherMs;
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
        List<CheckResult> evidence = shown.stream()
                .sorted(Comparator.comparing(member -> member != cause))
                .limit(EVIDENCE)
                .map(member -> member.result)
                .toList();
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
        if (!cause.result.detail().endsWith(".")) text.append('.');
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
