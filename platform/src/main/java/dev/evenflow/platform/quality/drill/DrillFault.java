package dev.evenflow.platform.quality.drill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.fault.Fault;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.event.QualityIncident;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the drill breaks, and the one incident that it must raise: dataset, dimension and subject. Times are from the
 * first wrong record to the incident in its topic, and from the first right record to its end; they follow from the
 * local plan's windows (10 s and 3 s of disorder) and from what the contract's rules ask for.
 */
enum DrillFault {
    STOP("stop", "the producer stops", StandardTopics.TRANSACTIONS, "FRESHNESS", "", 90, 90),
    FREEZE(
            "freeze:partition=2",
            "one partition freezes",
            StandardTopics.TRANSACTIONS,
            "FRESHNESS",
            "partition/2",
            90,
            90),
    DOUBLE("volume:*2", "twice as many transactions", StandardTopics.TRANSACTIONS, "VOLUME", "", 90, 90),
    NULL(
            "null:merchant_country",
            "a field is null",
            StandardTopics.TRANSACTIONS,
            "COMPLETENESS",
            "merchant_country",
            90,
            90),
    SHIFT("shift:amount*3", "a distribution shifts", StandardTopics.TRANSACTIONS, "DRIFT", "amount", 120, 120),
    SCHEMA("schema", "a producer with another schema", StandardTopics.TRANSACTIONS, "SCHEMA", "", 90, 90),
    SKEW(
            "skew",
            "a feature job with a changed feature",
            StandardTopics.served(FeatureRollout.FEATURES),
            "SKEW",
            FeatureRollout.CHANGED,
            150,
            150);

    private static final String OF_THE_JOB = "skew";

    private final String text;
    private final String description;
    private final String dataset;
    private final String dimension;
    private final String subject;
    private final Duration toOpen;
    private final Duration toClear;

    DrillFault(
            String fault,
            String description,
            String dataset,
            String dimension,
            String subject,
            int secondsToOpen,
            int secondsToClear) {
        this.text = fault;
        this.description = description;
        this.dataset = dataset;
        this.dimension = dimension;
        this.subject = subject;
        this.toOpen = Duration.ofSeconds(secondsToOpen);
        this.toClear = Duration.ofSeconds(secondsToClear);
    }

    /** As it is chosen on the command line. */
    String key() {
        return text.replaceFirst(":.*", "");
    }

    static DrillFault of(String key) {
        return Arrays.stream(values())
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new PlatformException("--fault '" + key + "' is unknown, expected one of "
                        + List.of(values()).stream().map(DrillFault::key).toList()));
    }

    boolean isRaisedAs(QualityIncident incident) {
        return incident.getDataset().equals(dataset)
                && incident.getDimension().equals(dimension)
                && incident.getSubject().equals(subject);
    }

    String expected() {
        return dimension + " of " + dataset + (subject.isEmpty() ? "" : " " + subject);
    }

    /** What the producer does wrong; empty if it does all right, and the job of the features is another. */
    Optional<Fault> fault() {
        return text.equals(OF_THE_JOB) ? Optional.empty() : Optional.of(Fault.parse(text));
    }

    /** As a person writes it. */
    String text() {
        return text;
    }

    String description() {
        return description;
    }

    Duration toOpen() {
        return toOpen;
    }

    Duration toClear() {
        return toClear;
    }
}
