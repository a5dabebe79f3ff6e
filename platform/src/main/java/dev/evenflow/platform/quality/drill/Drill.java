package dev.evenflow.platform.quality.drill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One fault after the other: each must raise its incident, in time, alone, and clear. */
final class Drill {
    /** Of a healthy dataset in a row before anything is broken: the volume needs ten windows to be expected. */
    private static final int HEALTHY_WINDOWS = 13;

    private static final Duration LEARNING = Duration.ofMinutes(6);
    /** After an incident has cleared: what its effects were must not meet the next fault. */
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    private static final Set<QualityDimension> NEEDED = Set.of(
            QualityDimension.SCHEMA,
            QualityDimension.FRESHNESS,
            QualityDimension.VOLUME,
            QualityDimension.COMPLETENESS,
            QualityDimension.DRIFT);

    private final DrillProducer producer;
    private final FeatureRollout features;
    private final IncidentWatch watch;
    private final PrintStream out;

    Drill(DrillProducer producer, FeatureRollout features, IncidentWatch watch, PrintStream out) {
        this.producer = producer;
        this.features = features;
        this.watch = watch;
        this.out = out;
    }

    List<DrillResult> run(List<DrillFault> faults) throws InterruptedException {
        learn();
        List<DrillResult> results = new ArrayList<>();
        for (DrillFault fault : faults) {
            out.printf("%n%s (%s): expecting %s%n", fault.text(), fault.description(), fault.expected());
            DrillResult result = inject(fault);
            results.add(result);
            if (fault != faults.get(faults.size() - 1)) {
                settle();
            }
        }
        return results;
    }

    /** Until everything that is to be broken is known to be well. */
    private void learn() throws InterruptedException {
        out.println("Learning what is normal, for about two minutes.");
        boolean learned = until(
                LEARNING,
                () -> watch.healthyWindows(StandardTopics.TRANSACTIONS) >= HEALTHY_WINDOWS
                        && unready().isEmpty()
                        && watch.open().isEmpty());
        if (!learned) {
            throw new PlatformException("after " + LEARNING.toMinutes() + " min transactions are not healthy yet: "
                    + (unready().isEmpty() ? "" : "not known are " + unready() + "; ")
                    + watch.healthyWindows(StandardTopics.TRANSACTIONS) + " healthy windows in a row, open incidents: "
                    + watch.open().stream().map(DrillResult::shortly).toList());
        }
        out.println("Everything is healthy; nothing is open.");
    }

    private List<QualityDimension> unready() {
        Map<QualityDimension, QualityScore> scores = watch.scores(StandardTopics.TRANSACTIONS);
        return NEEDED.stream()
                .filter(dimension -> {
                    QualityScore score = scores.get(dimension);
                    return score == null || score.getState() != QualityState.HEALTHY;
                })
                .sorted()
                .toList();
    }

    private DrillResult inject(DrillFault fault) throws InterruptedException {
        long before = System.nanoTime();
        fault.fault().ifPresentOrElse(producer::inject, features::change);
        long begin = System.nanoTime();
        until(fault.toOpen(), () -> found(fault, before).isPresent());
        Optional<IncidentWatch.Said> opened = found(fault, before);
        out.printf(
                "  %s%n",
                opened.map(each -> "opened after " + seconds(begin, each.atNanos()) + ": "
                                + each.incident().getSummary())
                        .orElse("no such incident within " + fault.toOpen().toSeconds() + " s"));
        fault.fault().ifPresentOrElse(harm -> producer.heal(), features::back);
        long healed = System.nanoTime();
        Optional<IncidentWatch.Said> cleared = Optional.empty();
        if (opened.isPresent()) {
            String id = opened.get().incident().getIncidentId();
            until(fault.toClear(), () -> watch.resolved(id).isPresent());
            cleared = watch.resolved(id);
            out.printf(
                    "  %s%n",
                    cleared.map(each -> "cleared " + seconds(healed, each.atNanos()) + " after its end")
                            .orElse("not cleared within " + fault.toClear().toSeconds() + " s"));
        }
        List<QualityIncident> others = watch.raisedSince(before).stream()
                .map(IncidentWatch.Said::incident)
                .filter(each -> opened.isEmpty()
                        || !each.getIncidentId().equals(opened.get().incident().getIncidentId()))
                .toList();
        others.forEach(each -> out.printf("  also: %s%n", DrillResult.shortly(each)));
        return new DrillResult(
                fault,
                opened.map(IncidentWatch.Said::incident),
                opened.map(each -> (each.atNanos() - begin) / 1e9).orElse(Double.NaN),
                cleared.map(each -> (each.atNanos() - healed) / 1e9).orElse(Double.NaN),
                others);
    }

    /** The cause may become known after the incident was opened: a silence is a small volume first. */
    private Optional<IncidentWatch.Said> found(DrillFault fault, long sinceNanos) {
        return watch.raisedSince(sinceNanos).stream()
                .filter(each ->
                        watch.history(each.incident().getIncidentId()).stream().anyMatch(fault::isRaisedAs))
                .findFirst();
    }

    /** Until nothing is open, and then a little longer. */
    private void settle() throws InterruptedException {
        until(LEARNING, () -> watch.open().isEmpty());
        until(BETWEEN, () -> false);
        until(LEARNING, () -> watch.open().isEmpty() && unready().isEmpty());
    }

    private boolean until(Duration limit, BooleanSupplier condition) throws InterruptedException {
        return watch.await(limit, () -> {
            producer.requireAlive();
            return condition.getAsBoolean();
        });
    }

    private static String seconds(long fromNanos, long toNanos) {
        return String.format(java.util.Locale.ROOT, "%.1f s", (toNanos - fromNanos) / 1e9);
    }
}
