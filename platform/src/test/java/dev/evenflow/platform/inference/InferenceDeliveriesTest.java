package dev.evenflow.platform.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.history.Deliveries.Mischief;
import dev.evenflow.platform.history.Delivery.Form;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InferenceDeliveriesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Property(tries = 100)
    void nothingIsLostAndRepetitionsFollowTheirOriginals(
            @ForAll @IntRange(max = 300) int count,
            @ForAll @IntRange(max = 60_000) int disorder,
            @ForAll @DoubleRange(max = 1) double missing,
            @ForAll @DoubleRange(max = 1) double first,
            @ForAll long seed) {
        List<Inference> inferences = inferences(count, missing, seed);

        List<InferenceDelivery> deliveries = new ArrayList<>();
        InferenceDeliveries source = new InferenceDeliveries(
                inferences.iterator(), new Mischief(Duration.ofMillis(disorder), 0.3, 0.2, seed), first);
        source.forEachRemaining(deliveries::add);

        Map<Kind, Set<String>> seen = Map.of(Kind.REQUEST, new HashSet<>(), Kind.RESPONSE, new HashSet<>());
        long responsesFirst = 0;
        for (InferenceDelivery delivery : deliveries) {
            Set<String> ids = seen.get(delivery.kind());
            if (delivery.form() == Form.ORIGINAL) {
                assertThat(ids.add(delivery.inferenceId()))
                        .as("%s sent as new twice", delivery.inferenceId())
                        .isTrue();
                if (delivery.kind() == Kind.RESPONSE && !seen.get(Kind.REQUEST).contains(delivery.inferenceId()))
                    responsesFirst++;
            } else if (delivery.form() == Form.DUPLICATE) {
                assertThat(ids).as("repeated before it was sent").contains(delivery.inferenceId());
            }
        }
        assertThat(seen.get(Kind.REQUEST)).hasSize(count);
        assertThat((long) seen.get(Kind.RESPONSE).size())
                .isEqualTo(inferences.stream()
                        .filter(inference -> inference.response() != null)
                        .count());
        assertThat(source.responsesFirst()).isEqualTo(responsesFirst);
    }

    @Property(tries = 50)
    void originalsAreLateByTheDisorderAtMost(@ForAll @IntRange(max = 600_000) int disorder, @ForAll long seed) {
        List<Inference> inferences = inferences(500, 0, seed);
        Map<String, Long> times = new HashMap<>();
        inferences.forEach(inference -> times.put(inference.request().getInferenceId(), inference.timeMillis()));

        long latest = Long.MIN_VALUE;
        for (InferenceDelivery delivery :
                deliver(inferences, new Mischief(Duration.ofMillis(disorder), 0, 0, seed), 0.1)) {
            long time = times.get(delivery.inferenceId());
            assertThat(latest).isLessThanOrEqualTo(time + disorder + 201);
            latest = Math.max(latest, time);
        }
    }

    @Test
    void sharesAreThoseAskedForAndASeedRepeatsThem() {
        Mischief mischief = new Mischief(Duration.ofMinutes(5), 0.02, 0.01, 7);
        List<Inference> inferences = inferences(20_000, 0.01, 7);

        List<InferenceDelivery> deliveries = deliver(inferences, mischief, 0.01);

        assertThat(deliver(inferences(20_000, 0.01, 7), mischief, 0.01)).isEqualTo(deliveries);
        assertThat(count(deliveries, Kind.REQUEST, Form.DUPLICATE)).isBetween(300L, 500L);
        assertThat(count(deliveries, Kind.RESPONSE, Form.DUPLICATE)).isBetween(300L, 500L);
        assertThat(count(deliveries, Kind.RESPONSE, Form.ORIGINAL)).isBetween(19_700L, 19_900L);
        assertThat(deliveries.stream().filter(delivery -> delivery.form().isGarbage()))
                .hasSizeBetween(140, 260);
        assertThat(deliveries)
                .extracting(InferenceDelivery::form)
                .containsAll(EnumSet.complementOf(EnumSet.of(Form.FOREIGN_SCHEMA)));
    }

    @Test
    void withoutMischiefEachRequestIsFollowedByItsResponse() {
        List<Inference> inferences = inferences(3, 1_000, 0, 1);

        List<InferenceDelivery> deliveries = deliver(inferences, Mischief.none(), 0);

        assertThat(deliveries)
                .extracting(delivery -> delivery.kind() + " " + delivery.inferenceId())
                .containsExactlyElementsOf(inferences.stream()
                        .map(inference -> inference.request().getInferenceId())
                        .flatMap(id -> List.of("REQUEST " + id, "RESPONSE " + id).stream())
                        .toList());
    }

    @Test
    void countsAddUp() {
        SentInferences sent = new SentInferences();
        List<InferenceDelivery> deliveries =
                deliver(inferences(5_000, 0.05, 3), new Mischief(Duration.ofMinutes(1), 0.1, 0.1, 3), 0.05);
        deliveries.forEach(delivery -> sent.add(delivery, 10));

        assertThat(sent.total(Kind.REQUEST) + sent.total(Kind.RESPONSE)).isEqualTo(deliveries.size());
        for (Kind kind : Kind.values()) {
            assertThat(sent.total(kind))
                    .isEqualTo(deliveries.stream().filter(d -> d.kind() == kind).count());
            assertThat(sent.json()
                            .path(SentInferences.topic(kind))
                            .path("garbage")
                            .asLong())
                    .isPositive()
                    .isEqualTo(deliveries.stream()
                            .filter(d -> d.kind() == kind && d.form().isGarbage())
                            .count());
        }
        assertThat(sent.json().path("inferences").asLong()).isEqualTo(5_000);
        assertThat(sent.json().path("without_response").asLong())
                .isEqualTo(5_000 - count(deliveries, Kind.RESPONSE, Form.ORIGINAL))
                .isPositive();
        assertThat(sent.json().path("bytes").asLong()).isEqualTo(10L * deliveries.size());
    }

    private static long count(List<InferenceDelivery> deliveries, Kind kind, Form form) {
        return deliveries.stream()
                .filter(delivery -> delivery.kind() == kind && delivery.form() == form)
                .count();
    }

    private static List<InferenceDelivery> deliver(List<Inference> inferences, Mischief mischief, double first) {
        List<InferenceDelivery> deliveries = new ArrayList<>();
        new InferenceDeliveries(inferences.iterator(), mischief, first).forEachRemaining(deliveries::add);
        return deliveries;
    }

    private static List<Inference> inferences(int count, double missing, long seed) {
        return inferences(count, 20, missing, seed);
    }

    private static List<Inference> inferences(int count, long stepMillis, double missing, long seed) {
        List<Inference> inferences = new ArrayList<>();
        new TabularInferences(
                        count,
                        START,
                        stepMillis,
                        missing,
                        new Population(100, List.of("EU", "US")),
                        new SplittableRandom(seed))
                .forEachRemaining(inferences::add);
        return inferences;
    }
}
