package dev.evenflow.quality.window;

import static dev.evenflow.quality.window.PartitionNews.NONE;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges rules of freshness at a moment, by what is known of partitions and groups. Silence is told apart from not having
 * looked: a partition is stale only if its log was read to its end, and unknown if nobody looked at it of late.
 */
public final class Liveness {
    private final Contract contract;
    private final boolean replayed;
    private final boolean shadow;
    private final long deafMs;

    /**
     * @param replayed whether event times are not of now; then every clock is that of arrival
     * @param shadow whether all rules are on trial
     * @param deafMs after this long without word of a partition nothing is known of it
     */
    public Liveness(Contract contract, boolean replayed, boolean shadow, long deafMs) {
        this.contract = contract;
        this.replayed = replayed;
        this.shadow = shadow;
        this.deafMs = deafMs;
    }

    public List<CheckResult> judge(PartitionBook book, GroupBook groups, long nowMs) {
        List<CheckResult> results = new ArrayList<>();
        for (Rule rule : contract.rules(Requirement.Freshness.class)) {
            Requirement.Freshness asks = (Requirement.Freshness) rule.requirement();
            boolean arrival = replayed || asks.clock() == Requirement.Clock.ARRIVAL;
            switch (asks.per()) {
                case DATASET -> results.add(dataset(rule, asks, arrival, book, nowMs));
                case PARTITION -> {
                    for (PartitionNews each : book.partitions())
                        results.add(result(
                                rule, asks, arrival, "partition/" + each.partition(), age(each, arrival, nowMs)));
                }
                case GROUP -> groups(rule, asks, arrival, book, groups, nowMs, results);
            }
        }
        return results;
    }

    /** What is known of a thing's age. @param ms null where nothing is @param why in words, where nothing is */
    private record Age(@Nullable Long ms, String why) {}

    private Age age(PartitionNews partition, boolean arrival, long nowMs) {
        if (nowMs - partition.toldAt() > deafMs)
            return new Age(null, "it was not looked at for " + seconds(nowMs - partition.toldAt()));
        long last = arrival ? partition.lastLogTime() : partition.latestEventTime();
        if (last == NONE) return new Age(null, "no record of it was seen yet");
        // records are still coming: how old they are by then is all there is to say
        long asOf = partition.quiet() ? partition.lookedAt() : partition.lastLogTime();
        return new Age(Math.max(0, asOf - last), "");
    }

    /** A dataset is as fresh as its freshest partition. */
    private CheckResult dataset(
            Rule rule, Requirement.Freshness asks, boolean arrival, PartitionBook book, long nowMs) {
        Age best = new Age(null, "none of its partitions was looked at yet");
        for (PartitionNews each : book.partitions()) {
            Age age = age(each, arrival, nowMs);
            Long known = best.ms;
            if (known == null || age.ms != null && age.ms < known) best = age;
        }
        return result(rule, asks, arrival, "", best);
    }

    /** A group may be in any partition, so its age counts up to where all of them were looked at. */
    private void groups(
            Rule rule,
            Requirement.Freshness asks,
            boolean arrival,
            PartitionBook book,
            GroupBook groups,
            long nowMs,
            List<CheckResult> results) {
        String field = asks.groupBy();
        if (field == null) return;
        long asOf = NONE;
        boolean deaf = false;
        for (PartitionNews each : book.partitions()) {
            deaf |= nowMs - each.toldAt() > deafMs;
            asOf = Math.max(asOf, each.quiet() ? each.lookedAt() : each.lastLogTime());
        }
        long until = asOf;
        boolean unknown = deaf;
        groups.forEach(field, (value, news) -> {
            long last = arrival ? news.lastLogTime() : news.latestEventTime();
            Age age = unknown || last == NONE
                    ? new Age(null, "not all partitions were looked at")
                    : new Age(Math.max(0, until - last), "");
            results.add(result(rule, asks, arrival, "group/" + value, age));
        });
        if (groups.others() > 0) {
            String why = groups.others() + " records were of groups beyond the first " + GroupBook.MOST
                    + " of a field, which are not followed";
            results.add(result(rule, asks, arrival, "group/(others)", new Age(null, why)));
        }
    }

    private CheckResult result(Rule rule, Requirement.Freshness asks, boolean arrival, String subject, Age age) {
        Long ms = age.ms;
        Outcome outcome = ms == null ? Outcome.UNKNOWN : ms <= asks.mostMs() ? Outcome.PASS : Outcome.FAIL;
        String what = arrival ? "last record arrived" : "newest event is from";
        return new CheckResult(
                rule.id(),
                subject,
                rule.dimension(),
                rule.severity(),
                shadow || rule.shadow(),
                outcome,
                arrival ? "seconds since the last record" : "seconds since the newest event",
                ms == null ? null : ms / 1_000.0,
                -1,
                -1,
                "<= " + seconds(asks.mostMs()),
                (subject.isEmpty() ? "dataset" : subject)
                        + (ms == null ? ": " + age.why : ": " + what + " " + seconds(ms) + " ago"),
                null);
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, ms % 1_000 == 0 ? "%.0f s" : "%.1f s", ms / 1_000.0);
    }
}
