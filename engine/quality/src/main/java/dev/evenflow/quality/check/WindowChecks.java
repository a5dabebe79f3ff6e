package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Requirement.LabelDelay;
import dev.evenflow.quality.contract.Requirement.OfRecords;
import dev.evenflow.quality.contract.Requirement.Order;
import dev.evenflow.quality.contract.Requirement.Readable;
import dev.evenflow.quality.contract.Requirement.RowCount;
import dev.evenflow.quality.contract.Requirement.SeasonalVolume;
import dev.evenflow.quality.contract.Requirement.Unique;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.contract.Unit;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.profile.KeySample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the rules of a contract that one window decides, one result each, in the order of the contract. Freshness and gaps are
 * decided by the clock, and rules on two datasets by both; they are not here.
 *
 * <p>A window without records leaves what is about values unknown; only counts are judged then.
 */
public final class WindowChecks {
    private WindowChecks() {}

    public static List<CheckResult> evaluate(Contract contract, WindowFacts facts) {
        List<CheckResult> results = new ArrayList<>();
        for (Rule rule : contract.rules()) {
            CheckResult result = evaluate(rule, facts);
            if (result != null) results.add(result);
        }
        return results;
    }

    private static @Nullable CheckResult evaluate(Rule rule, WindowFacts facts) {
        Requirement requirement = rule.requirement();
        if (requirement instanceof OfRecords of) return ofRecords(rule, of, facts);
        if (requirement instanceof Readable) return readable(rule, facts);
        if (requirement instanceof Unique unique) return unique(rule, unique, facts.keys(unique.fields()));
        if (requirement instanceof RowCount count) return rowCount(rule, count, facts.records());
        if (requirement instanceof SeasonalVolume) return volume(rule, facts.volume(rule.id()));
        if (requirement instanceof Order order) return order(rule, order, facts);
        if (requirement instanceof Requirement.Drift drift) return DriftCheck.of(rule, drift, facts);
        if (requirement instanceof LabelDelay delay) return labelDelay(rule, delay, facts.tally());
        return null;
    }

    private static CheckResult ofRecords(Rule rule, OfRecords of, WindowFacts facts) {
        RuleTally tally = facts.tally();
        long total = tally.evaluated(rule.id());
        String metric = of.unit() == Unit.ROWS ? "offending records" : "offending records, percent";
        if (total == 0) return unknown(rule, metric, "There was no record.");
        long failed = tally.failed(rule.id());
        double value = of.unit().of(failed, total);
        StringBuilder detail = new StringBuilder();
        detail.append(failed == 0 ? "None" : failed)
                .append(" of ")
                .append(total)
                .append(total == 1 ? " record" : " records");
        detail.append(": ").append(of.test().offence());
        if (failed > 0) detail.append("; ").append(examples(facts, tally.samples(rule.id())));
        return result(
                rule,
                of.bound().holds(value),
                metric,
                value,
                failed,
                total,
                detail.append('.').toString());
    }

    private static String examples(WindowFacts facts, List<RuleTally.Sample> samples) {
        StringJoiner text = new StringJoiner(", ", "first at ", "");
        for (RuleTally.Sample sample : samples.subList(0, Math.min(3, samples.size())))
            text.add(facts.place(sample.partition(), sample.offset())
                    + (sample.value().isEmpty() || sample.value().equals("null") ? "" : " (" + sample.value() + ")"));
        return text.toString();
    }

    private static CheckResult readable(Rule rule, WindowFacts facts) {
        long failed = 0;
        StringJoiner reasons = new StringJoiner(", ");
        for (Map.Entry<String, Long> reason : facts.unreadable().entrySet()) {
            failed += reason.getValue();
            if (reason.getValue() > 0) reasons.add(reason.getValue() + " " + reason.getKey());
        }
        long total = facts.records() + failed;
        String metric = "unreadable records";
        if (total == 0) return unknown(rule, metric, "There was no record.");
        String detail = failed == 0
                ? "Every one of " + total + " records could be read."
                : failed + " of " + total + " records could not be read as the contract says: " + reasons + ".";
        return result(rule, failed == 0, metric, (double) failed, failed, total, detail);
    }

    private static CheckResult unique(Rule rule, Unique unique, @Nullable KeySample keys) {
        String metric = unique.unit() == Unit.ROWS ? "duplicates" : "duplicates, percent";
        if (keys == null || keys.total() == 0) return unknown(rule, metric, "There was no record with a key.");
        long total = keys.total();
        // A sample that is complete for its keys shows none where there are none; so the ratio, not the estimated
        // distinct count.
        long duplicates = Math.round(keys.duplicateRatio() * total);
        double value = unique.unit() == Unit.ROWS || keys.exact()
                ? unique.unit().of(duplicates, total)
                : 100 * keys.duplicateRatio();
        String detail = (duplicates == 0 ? "None" : (keys.exact() ? "" : "About ") + duplicates) + " of " + total
                + " records repeat the " + String.join(", ", unique.fields()) + " of another"
                + (keys.exact() ? "." : ", estimated from a sample of keys.");
        return result(rule, unique.bound().holds(value), metric, value, duplicates, total, detail);
    }

    private static CheckResult rowCount(Rule rule, RowCount count, long records) {
        return result(
                rule,
                count.bound().holds(records),
                "records",
                (double) records,
                -1,
                records,
                "There were " + records + " records.");
    }

    private static CheckResult volume(Rule rule, @Nullable Judgement judgement) {
        String metric = "records";
        if (judgement == null) return unknown(rule, metric, "Nothing learns what is usual here.");
        long count = Math.round(judgement.value());
        if (judgement.outcome() == Outcome.UNKNOWN)
            return unknown(
                    rule,
                    metric,
                    "There were " + count + " records; what is usual is not known yet, from " + judgement.learnedFrom()
                            + " windows.");
        String range = "usual are " + Math.round(judgement.low()) + " to " + Math.round(judgement.high());
        String verdict = judgement.tooFew() ? "too few, " : judgement.tooMany() ? "too many, " : "";
        return result(
                rule,
                judgement.outcome() == Outcome.PASS,
                metric,
                judgement.value(),
                -1,
                count,
                "There were " + count + " records: " + verdict + range + ".");
    }

    private static CheckResult order(Rule rule, Order order, WindowFacts facts) {
        String metric = order.unit() == Unit.ROWS ? "steps back" : "steps back, percent";
        if (facts.records() == 0) return unknown(rule, metric, "There was no record.");
        long failed = facts.stepsBack(rule.id());
        double value = order.unit().of(failed, facts.records());
        String detail = failed == 0
                ? "Event times never stepped back by more than " + order.allowanceMs() / 1000.0 + " s."
                : failed + " of " + facts.records() + " records step back in event time by more than "
                        + order.allowanceMs() / 1000.0 + " s; the largest step is "
                        + facts.largestStepBackMs(rule.id()) / 1000.0 + " s.";
        return result(rule, order.bound().holds(value), metric, value, failed, facts.records(), detail);
    }

    private static CheckResult labelDelay(Rule rule, LabelDelay delay, RuleTally tally) {
        String metric = "seconds from event to label";
        long total = tally.measurements(rule.id());
        if (total == 0) return unknown(rule, metric, "There was no label.");
        double value = tally.quantile(rule.id(), delay.quantile());
        String detail = "Of " + total + " labels, a share of " + delay.quantile() + " was known within "
                + Math.round(value) + " s of the event.";
        return result(rule, delay.bound().holds(value), metric, value, -1, total, detail);
    }

    static CheckResult unknown(Rule rule, String metric, String detail) {
        return new CheckResult(
                rule.id(),
                rule.subject(),
                rule.dimension(),
                rule.severity(),
                rule.shadow(),
                Outcome.UNKNOWN,
                metric,
                null,
                -1,
                -1,
                rule.expected(),
                detail,
                null);
    }

    private static CheckResult result(
            Rule rule, boolean passes, String metric, double value, long failed, long total, String detail) {
        return new CheckResult(
                rule.id(),
                rule.subject(),
                rule.dimension(),
                rule.severity(),
                rule.shadow(),
                passes ? Outcome.PASS : Outcome.FAIL,
                metric,
                value,
                failed,
                total,
                rule.expected(),
                detail,
                null);
    }
}
