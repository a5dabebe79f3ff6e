package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.incident.IncidentChange.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * From observations of rules to incidents: {@link #observe} takes note, {@link #tick} says what has changed. One fault is one
 * incident that somebody is told of; its effects are its evidence, or incidents of their own that are suppressed by it.
 *
 * <p>Sustain and recovery are measured in the time of the observations, so a replay has the same incidents; waiting for a
 * verdict on a possible cause is measured by the caller's clock ({@code nowMs}, which must not go back). Not for several threads. How it
 * decides is in docs/quality/incidents.md.
 */
public final class IncidentBook {
    /** How many incidents that are over are remembered to explain what shows late. */
    private static final int PAST = 256;

    private final Explanations explanations;
    private final IncidentPolicy policy;
    final Map<WatchedRule.Key, WatchedRule> rules = new LinkedHashMap<>();
    final List<OpenIncident> open = new ArrayList<>();
    final List<PastIncident> past = new ArrayList<>();
    /** Makes ids differ; counts the incidents opened so far. */
    long opened;

    long heardAtMs;

    public IncidentBook(Lineage lineage, IncidentPolicy policy) {
        this.explanations = new Explanations(lineage, policy);
        this.policy = policy;
    }

    /**
     * Takes note of one result. Results on trial, of history ({@code quiet}) and for information never make an incident; a rule that
     * becomes one of these leaves its incident.
     */
    public void observe(Observation seen, long nowMs) {
        if (seen.quiet()) return;
        heardAtMs = Math.max(heardAtMs, nowMs);
        WatchedRule.Key key = new WatchedRule.Key(
                seen.dataset(), seen.result().rule(), seen.result().subject());
        WatchedRule rule = rules.get(key);
        if (seen.result().shadow() || seen.result().severity() == Severity.INFO) {
            if (rule != null) rule.leave();
            return;
        }
        if (rule == null) {
            rule = new WatchedRule(key, seen.result());
            rules.put(key, rule);
        }
        rule.observe(seen, nowMs);
    }

    /** Drops rules that are no longer in any contract; the test gets dataset and rule. Their incidents end with the next tick. */
    public void retain(BiPredicate<String, String> isKnown) {
        for (WatchedRule rule : rules.values()) {
            if (!isKnown.test(rule.dataset(), rule.rule())) rule.leave();
        }
    }

    /** What has changed since the last call, in order. To be called after the results of a window and every few seconds. */
    public List<IncidentChange> tick(long nowMs) {
        List<IncidentChange> changes = new ArrayList<>();
        forget();
        open.sort(Comparator.comparing((OpenIncident incident) -> incident.dataset, explanations.upstreamFirst())
                .thenComparingLong(incident -> incident.openedAtMs)
                .thenComparing(incident -> incident.id));
        for (OpenIncident incident : open) incident.release(explanations);
        resolve(nowMs, changes);
        List<OpenIncident> before = List.copyOf(open);
        admit(nowMs);
        for (OpenIncident incident : open) {
            incident.refresh(subject -> isFree(incident, subject));
        }
        open.sort(Comparator.comparing((OpenIncident incident) -> incident.dataset, explanations.upstreamFirst()));
        for (OpenIncident incident : open) suppress(incident);
        for (OpenIncident incident : open) {
            if (before.contains(incident)) tellUpdated(incident, nowMs, changes);
            else tellOpened(incident, nowMs, changes);
        }
        return changes;
    }

    /** To go on from later, with {@link #fromBytes}. */
    public byte[] toBytes() {
        return BookBytes.of(this);
    }

    /**
     * Lineage and policy are configuration and may have changed since.
     *
     * @throws IllegalArgumentException on bytes of an unknown version, or broken ones
     */
    public static IncidentBook fromBytes(byte[] bytes, Lineage lineage, IncidentPolicy policy) {
        IncidentBook book = new IncidentBook(lineage, policy);
        BookBytes.read(bytes, book);
        return book;
    }

    /** Incidents that are not over, those that are suppressed included. */
    public List<Incident> openIncidents(long nowMs) {
        List<Incident> incidents = new ArrayList<>();
        for (OpenIncident incident : open) {
            incidents.add(incident.asOf(nowMs, null));
        }
        return incidents;
    }

    private void forget() {
        for (WatchedRule rule : rules.values()) {
            if (heardAtMs - rule.heardAtMs > policy.forgetMs()) rule.leave();
        }
        rules.values().removeIf(rule -> rule.gone && rule.incident == null);
    }

    private void resolve(long nowMs, List<IncidentChange> changes) {
        for (OpenIncident incident : List.copyOf(open)) {
            if (!incident.isOver()) continue;
            open.remove(incident);
            boolean gone = incident.members.stream().allMatch(member -> member.gone);
            String why =
                    gone ? "its checks are no longer made." : "all checks passed for as long as they are asked to.";
            incident.sequence++;
            changes.add(new IncidentChange(Kind.RESOLVED, incident.asOf(nowMs, why), incident.told));
            long recovered = incident.members.stream()
                    .mapToLong(member -> member.passingFromMs)
                    .max()
                    .orElse(nowMs);
            past.add(new PastIncident(
                    incident.suppressedBy == null ? incident.id : incident.suppressedBy,
                    incident.dataset,
                    incident.subject,
                    incident.dimension,
                    incident.failingSinceMs,
                    recovered));
            if (past.size() > PAST) past.remove(0);
            for (WatchedRule member : incident.members) {
                member.incident = null;
                member.calm();
            }
        }
        rules.values().removeIf(rule -> rule.gone && rule.incident == null);
    }

    /** Finds each due failure its incident: one that is open, or a new one. */
    private void admit(long nowMs) {
        List<WatchedRule> due = new ArrayList<>();
        for (WatchedRule rule : rules.values()) {
            if (rule.isDue()) due.add(rule);
        }
        due.sort(Comparator.comparing(WatchedRule::dataset, explanations.upstreamFirst())
                .thenComparing(WatchedRule.BY_CAUSE));
        // What was held back may belong to what opens later in the order, so twice.
        for (int round = 0; round < 2; round++) {
            for (WatchedRule failure : due) {
                if (failure.incident != null) continue;
                OpenIncident incident = incidentOf(failure);
                if (incident != null) incident.add(failure);
                else if (round == 0 && mayOpen(failure, nowMs)) {
                    opened++;
                    open.add(new OpenIncident(idOf(failure, nowMs), failure, nowMs));
                }
            }
        }
    }

    private boolean mayOpen(WatchedRule failure, long nowMs) {
        return explanations.explain(failure, open, past, null) != null
                || !explanations.mustWait(failure, rules.values(), nowMs);
    }

    private @Nullable OpenIncident incidentOf(WatchedRule failure) {
        OpenIncident found = null;
        for (OpenIncident incident : open) {
            if (!explanations.belongs(failure, incident)) continue;
            // Its own subject comes before everything: there is never a second incident of it.
            if (incident.dataset.equals(failure.dataset()) && incident.subject.equals(failure.subject()))
                return incident;
            if (found == null || Causes.rank(incident.dimension) < Causes.rank(found.dimension)) found = incident;
        }
        return found;
    }

    private boolean isFree(OpenIncident asking, String subject) {
        return open.stream()
                .noneMatch(other ->
                        other != asking && other.dataset.equals(asking.dataset) && other.subject.equals(subject));
    }

    private void suppress(OpenIncident incident) {
        // What was told while another one was open is not the effect of that one because it is over.
        boolean standsAlone = incident.sequence >= 0 && incident.suppressedBy == null;
        List<PastIncident> over = standsAlone ? List.of() : past;
        String explained = null;
        for (WatchedRule member : incident.notRecovered()) {
            if (member.passingFromMs != WatchedRule.NEVER) continue;
            String by = explanations.explain(member, open, over, incident);
            if (by == null && member.dimension() == incident.dimension) {
                // The likely cause is not explained, so neither is the incident.
                explained = null;
                break;
            }
            if (explained == null) explained = by;
        }
        // While nothing fails there is nothing new to say about its cause.
        if (incident.isFailing() || incident.sequence < 0) incident.suppressedBy = explained;
    }

    private static void tellOpened(OpenIncident incident, long nowMs, List<IncidentChange> changes) {
        incident.said = incident.whatToSay();
        boolean tell = incident.isToBeTold(0);
        incident.sequence++;
        changes.add(new IncidentChange(Kind.OPENED, incident.asOf(nowMs, null), tell));
    }

    private void tellUpdated(OpenIncident incident, long nowMs, List<IncidentChange> changes) {
        String say = incident.whatToSay();
        if (say.equals(incident.said)) return;
        incident.said = say;
        boolean tell = incident.isToBeTold(policy.togetherMs());
        incident.sequence++;
        changes.add(new IncidentChange(Kind.UPDATED, incident.asOf(nowMs, null), tell));
    }

    private String idOf(WatchedRule first, long nowMs) {
        String text = first.dataset() + "\n" + first.subject() + "\n" + first.rule() + "\n" + first.failingFromMs + "\n"
                + nowMs + "\n" + opened;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
