package dev.evenflow.quality.incident;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Which incident, open or past, explains a failure, and what it should wait for before it is told. */
final class Explanations {
    private final Lineage lineage;
    private final IncidentPolicy policy;

    Explanations(Lineage lineage, IncidentPolicy policy) {
        this.lineage = lineage;
        this.policy = policy;
    }

    /** Whether a failure is part of an open incident of its own dataset, as an effect, as its cause, or as one of its kind. */
    boolean belongs(WatchedRule failure, OpenIncident incident) {
        if (!failure.dataset().equals(incident.dataset)) return false;
        if (failure.subject().equals(incident.subject)) return true;
        boolean mended = incident.causeRecoveredMs() != WatchedRule.NEVER;
        return incident.members.stream()
                .anyMatch(member -> areTogether(failure, member, incident.subject.isEmpty(), mended));
    }

    /** @param mended whether the cause of the member's incident has recovered: then there is nothing new to find for it */
    private boolean areTogether(WatchedRule failure, WatchedRule member, boolean whole, boolean mended) {
        if (failure.subject().equals(member.subject())) return true;
        boolean effect =
                Causes.explainsWithin(member.dimension(), member.subject(), failure.dimension(), failure.subject());
        boolean cause =
                Causes.explainsWithin(failure.dimension(), failure.subject(), member.dimension(), member.subject());
        boolean beganTogether = Math.abs(failure.failingFromMs - member.failingFromMs) <= policy.togetherMs();
        // What the whole of a topic suffers explains what its parts suffer, whenever they notice.
        boolean partOfIt = whole && Causes.hasNoMemory(failure.dimension());
        if (effect && cause && !partOfIt) return beganTogether;
        if (effect && (member.passingFromMs == WatchedRule.NEVER || mayOutlast(failure, member.passingFromMs)))
            return true;
        return cause && !mended && member.failingFromMs >= failure.failingFromMs - policy.togetherMs();
    }

    /** The incident that explains a failure of a dataset or of what it is made of, or null. */
    @Nullable
    String explain(
            WatchedRule failure,
            Collection<OpenIncident> open,
            Collection<PastIncident> past,
            @Nullable OpenIncident own) {
        OpenIncident upstream = open.stream()
                .filter(incident -> incident != own && explainsDownstream(incident, failure))
                .min(Comparator.comparingInt((OpenIncident incident) -> lineage.depth(incident.dataset))
                        .thenComparingLong(incident -> incident.failingSinceMs)
                        .thenComparing(incident -> incident.id))
                .orElse(null);
        if (upstream != null) return upstream.suppressedBy == null ? upstream.id : upstream.suppressedBy;
        for (PastIncident incident : past) {
            if (explains(incident, failure)) return incident.root();
        }
        return null;
    }

    private boolean explainsDownstream(OpenIncident incident, WatchedRule failure) {
        return lineage.upstreamOf(failure.dataset()).contains(incident.dataset)
                && Causes.explainsDownstream(incident.dimension, failure.dimension())
                && beganNotBefore(failure, incident.failingSinceMs);
    }

    private boolean explains(PastIncident incident, WatchedRule failure) {
        if (!beganNotBefore(failure, incident.failingSinceMs()) || !mayOutlast(failure, incident.recoveredMs()))
            return false;
        if (!failure.dataset().equals(incident.dataset()))
            return lineage.upstreamOf(failure.dataset()).contains(incident.dataset())
                    && Causes.explainsDownstream(incident.dimension(), failure.dimension());
        if (failure.subject().equals(incident.subject()))
            return Causes.rank(failure.dimension()) >= Causes.rank(incident.dimension());
        if (Causes.areOneKind(failure.dimension(), incident.dimension())
                && failure.failingFromMs > incident.failingSinceMs() + policy.togetherMs()) return false;
        return Causes.explainsWithin(incident.dimension(), incident.subject(), failure.dimension(), failure.subject());
    }

    private boolean beganNotBefore(WatchedRule failure, long causeFromMs) {
        return failure.failingFromMs >= causeFromMs - policy.togetherMs();
    }

    /**
     * Whether a failure may still be the effect of something that recovered: it was measured on a window that overlaps it, or
     * it began under it and is of a kind that looks back.
     */
    boolean mayOutlast(WatchedRule failure, long causeRecoveredMs) {
        long settledMs = causeRecoveredMs + policy.settleMs();
        if (failure.lastFailureFromMs < settledMs) return true;
        return !Causes.hasNoMemory(failure.dimension())
                && failure.failingFromMs < settledMs
                && failure.lastFailureFromMs < causeRecoveredMs + policy.lingerMs();
    }

    /** Whether a due failure still waits for what may turn out to be its cause; bounded by the policy. */
    boolean mustWait(WatchedRule failure, Collection<WatchedRule> rules, long nowMs) {
        long boundMs = -1;
        for (WatchedRule other : rules) {
            if (other == failure) continue;
            if (mayBeCause(other, failure)) boundMs = Math.max(boundMs, policy.holdMs() + other.sustainMs);
            else if (isBehind(other, failure)) boundMs = Math.max(boundMs, policy.holdMs());
        }
        if (boundMs < 0) return false;
        if (failure.heldSinceMs == WatchedRule.NEVER) failure.heldSinceMs = nowMs;
        return nowMs - failure.heldSinceMs < boundMs;
    }

    private boolean mayBeCause(WatchedRule other, WatchedRule failure) {
        if (!other.isCandidate()) return false;
        if (!other.dataset().equals(failure.dataset()))
            return lineage.upstreamOf(failure.dataset()).contains(other.dataset())
                    && Causes.explainsDownstream(other.dimension(), failure.dimension());
        boolean stronger = Causes.rank(other.dimension()) < Causes.rank(failure.dimension())
                || (other.dimension() == failure.dimension() && Causes.spreads(other.dimension()));
        return stronger
                && !other.isDue()
                && Causes.explainsWithin(other.dimension(), other.subject(), failure.dimension(), failure.subject());
    }

    /** Whether a rule upstream has not yet looked at the time in which this failure began. */
    private boolean isBehind(WatchedRule other, WatchedRule failure) {
        return !other.gone
                && other.lookedToMs < failure.firstFailureToMs
                && lineage.upstreamOf(failure.dataset()).contains(other.dataset());
    }

    /** Datasets in an order in which causes come before what follows from them. */
    Comparator<String> upstreamFirst() {
        return Comparator.comparingInt(lineage::depth).thenComparing(Comparator.naturalOrder());
    }
}
