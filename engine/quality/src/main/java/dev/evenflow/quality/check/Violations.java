package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Rule;
import java.util.ArrayList;
import java.util.List;

/** What one record broke; filled anew for each record by {@link RowChecks}, and empty for most. Reused, mutable. */
public final class Violations {
    /** @param detail the offence with its value, unless the field may not be shown */
    public record Violation(Rule rule, String detail) {}

    private final List<Violation> all = new ArrayList<>(4);
    private boolean quarantined;
    private boolean gated;

    void clear() {
        if (all.isEmpty()) return;
        all.clear();
        quarantined = false;
        gated = false;
    }

    void add(Rule rule, String detail) {
        all.add(new Violation(rule, detail));
        quarantined |= rule.quarantine();
        gated |= rule.gates();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether the record goes to quarantine: it broke a rule, not on trial, that no record may break. */
    public boolean quarantined() {
        return quarantined;
    }

    /** Whether it does not pass the gate. */
    public boolean gated() {
        return gated;
    }

    /** In the order of the contract; rules on trial and tolerated offences included. */
    public List<Violation> all() {
        return List.copyOf(all);
    }
}
