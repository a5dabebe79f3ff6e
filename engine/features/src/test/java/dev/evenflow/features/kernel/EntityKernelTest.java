package dev.evenflow.features.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.kernel.BruteForce.Event;
import dev.evenflow.features.kernel.BruteForce.Label;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The kernel against the brute-force oracle, on random events, ties, disorder, duplicates, nulls, labels and restores. */
class EntityKernelTest {
    /** Density of the events: mean distance in milliseconds against windows of 10 to 3,000. */
    private static List<Event> events(Random random, int count, int meanGap) {
        List<Event> events = new ArrayList<>();
        long time = 1_000;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(2 * meanGap + 1);
            if (random.nextInt(60) == 0) time += 3_000;
            events.add(new Event(
                    time,
                    Integer.toHexString(random.nextInt(1 << 20)) + "-" + i,
                    random.nextInt(6) == 0 ? null : (Long) (long) (random.nextInt(20_000) - 2_000),
                    random.nextInt(6) == 0 ? null : "m" + random.nextInt(8),
                    random.nextBoolean(),
                    random.nextInt(4) == 0 ? null : (Long) (long) (random.nextInt(180_000_000) - 90_000_000),
                    random.nextInt(4) == 0 ? null : (Long) (long) (random.nextInt(360_000_000) - 180_000_000)));
        }
        events.sort(BruteForce.ORDER);
        return events;
    }

    private static List<Label> labels(Random random, List<Event> events) {
        List<Label> labels = new ArrayList<>();
        for (Event event : events) {
            if (random.nextInt(4) == 0) labels.add(new Label(event.time() + random.nextInt(400), event.id(), true));
            if (random.nextInt(12) == 0)
                labels.add(new Label(event.time() + random.nextInt(900), event.id(), random.nextBoolean()));
        }
        return labels;
    }

    /** Only what differs, so that a failure can be read. */
    private static List<String> differences(
            @Nullable Map<String, @Nullable Object> actual, Map<String, @Nullable Object> expected) {
        assertThat(actual).isNotNull();
        List<String> differences = new ArrayList<>();
        expected.forEach((name, value) -> {
            Object found = actual.get(name);
            if (!java.util.Objects.equals(found, value)) differences.add(name + ": " + found + ", expected " + value);
        });
        return differences;
    }

    /** Everything, or any part of it: what a program does not need, its state does not keep. */
    private static KernelFixture fixture(Random random, long slackMs) {
        List<FeatureSpec> specs = new ArrayList<>(KernelFixture.everything());
        if (random.nextBoolean()) {
            Collections.shuffle(specs, random);
            specs = specs.subList(0, 1 + random.nextInt(8));
        }
        return new KernelFixture(specs, slackMs);
    }

    private sealed interface Arrival permits EventArrival, LabelArrival {
        long time();
    }

    private record EventArrival(Event event) implements Arrival {
        @Override
        public long time() {
            return event.time();
        }
    }

    private record LabelArrival(Label label, Event event) implements Arrival {
        @Override
        public long time() {
            return label.knownAt();
        }
    }

    private static List<Arrival> inOrder(List<Event> events, List<Label> labels) {
        List<Arrival> arrivals = new ArrayList<>();
        for (Label label : labels) arrivals.add(new LabelArrival(label, eventOf(label, events)));
        for (Event event : events) arrivals.add(new EventArrival(event));
        arrivals.sort(Comparator.comparingLong(Arrival::time));
        return arrivals;
    }

    /** By when they come: each up to {@code disorder} later than its time. */
    private static List<Arrival> shuffled(List<Arrival> inOrder, int disorder, Random random) {
        Map<Arrival, Long> due = new HashMap<>();
        for (Arrival arrival : inOrder) due.put(arrival, arrival.time() + random.nextInt(disorder));
        List<Arrival> arrivals = new ArrayList<>(inOrder);
        arrivals.sort(Comparator.comparingLong(due::get));
        return arrivals;
    }

    private static void repeatSome(List<Arrival> arrivals, Random random) {
        for (int i = arrivals.size() - 1; i >= 0; i--)
            if (random.nextInt(15) == 0) arrivals.add(i, arrivals.get(Math.max(0, i - random.nextInt(4))));
    }

    private static Event eventOf(Label label, List<Event> events) {
        return events.stream()
                .filter(e -> e.id().equals(label.eventId()))
                .findFirst()
                .orElseThrow();
    }

    @Property(tries = 120)
    void eventsInOrderGiveWhatTheOracleGives(@ForAll Random random, @ForAll @IntRange(min = 1, max = 120) int meanGap) {
        List<Event> events = events(random, 40 + random.nextInt(160), meanGap);
        List<Label> labels = labels(random, events);
        KernelFixture fixture = fixture(random, 0);
        for (Arrival arrival : inOrder(events, labels)) {
            if (random.nextInt(3) == 0) fixture.restore();
            if (arrival instanceof LabelArrival label) {
                fixture.kernel.addLabel(
                        fixture.state, fixture.store, fixture.label(label.label(), label.event()), null);
            } else if (arrival instanceof EventArrival event) {
                FeatureRow row = fixture.row(event.event());
                assertThat(fixture.kernel.addEvent(fixture.state, fixture.store, row, null))
                        .isEqualTo(EntityKernel.Outcome.ADDED);
                assertThat(differences(fixture.features(row), fixture.expected(event.event(), events, labels)))
                        .isEmpty();
                FeatureRow again = fixture.row(event.event());
                assertThat(fixture.kernel.addEvent(fixture.state, fixture.store, again, null))
                        .isEqualTo(EntityKernel.Outcome.DUPLICATE);
            }
        }
    }

    @Property(tries = 150)
    void disorderIsAnsweredAsTheOracleDoes(@ForAll Random random, @ForAll @IntRange(min = 1, max = 120) int meanGap) {
        int disorder = random.nextInt(800);
        List<Event> events = events(random, 20 + random.nextInt(160), meanGap);
        List<Label> labels = labels(random, events);
        List<Arrival> arrivals = shuffled(inOrder(events, labels), disorder + 1, random);
        KernelFixture fixture = fixture(random, disorder + 1L);
        List<Event> arrived = new ArrayList<>();
        List<Label> known = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            if (random.nextInt(3) == 0) fixture.restore();
            if (arrival instanceof LabelArrival label) {
                fixture.kernel.addLabel(
                        fixture.state, fixture.store, fixture.label(label.label(), label.event()), null);
                known.add(label.label());
            } else if (arrival instanceof EventArrival event) {
                FeatureRow row = fixture.row(event.event());
                assertThat(fixture.kernel.addEvent(fixture.state, fixture.store, row, null))
                        .isEqualTo(EntityKernel.Outcome.ADDED);
                arrived.add(event.event());
                assertThat(differences(fixture.features(row), fixture.expected(event.event(), arrived, known)))
                        .isEmpty();
            }
        }
    }

    @Property(tries = 100)
    void disorderAndCorrectionsEndWhereTheOracleEnds(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int meanGap) {
        int disorder = random.nextInt(200);
        List<Event> events = events(random, 20 + random.nextInt(80), meanGap);
        List<Label> labels = labels(random, events);
        List<Arrival> arrivals = shuffled(inOrder(events, labels), disorder + 1, random);
        repeatSome(arrivals, random);

        KernelFixture fixture = fixture(random, disorder + 1L);
        Map<String, Map<String, @Nullable Object>> values = new HashMap<>();
        List<Event> arrived = new ArrayList<>();
        List<Label> known = new ArrayList<>();
        EntityKernel.CorrectionSink corrections = patch -> {
            assertThat(patch.kind).isEqualTo(FeatureRow.Kind.CORRECTION);
            assertThat(values.put(patch.id(), fixture.features(patch)))
                    .isNotNull()
                    .isNotEqualTo(fixture.features(patch));
        };
        for (Arrival arrival : arrivals) {
            if (random.nextInt(3) == 0) fixture.restore();
            if (arrival instanceof LabelArrival label) {
                fixture.kernel.addLabel(
                        fixture.state, fixture.store, fixture.label(label.label(), label.event()), corrections);
                known.add(label.label());
            } else if (arrival instanceof EventArrival event) {
                FeatureRow row = fixture.row(event.event());
                EntityKernel.Outcome outcome = fixture.kernel.addEvent(fixture.state, fixture.store, row, corrections);
                if (arrived.contains(event.event())) {
                    assertThat(outcome).isNotEqualTo(EntityKernel.Outcome.ADDED);
                    continue;
                }
                assertThat(outcome).isEqualTo(EntityKernel.Outcome.ADDED);
                arrived.add(event.event());
                assertThat(differences(fixture.features(row), fixture.expected(event.event(), arrived, known)))
                        .as("as served on arrival")
                        .isEmpty();
                values.put(row.id(), fixture.features(row));
            }
        }
        for (Event event : events)
            assertThat(differences(values.get(event.id()), fixture.expected(event, events, labels)))
                    .as("finally, of " + event)
                    .isEmpty();
    }

    /** Whether corrections are wanted decides how an event out of order is put in its place, and must not show. */
    @Property(tries = 150)
    void nobodySeesWhetherCorrectionsAreWanted(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 120) int meanGap) {
        int disorder = 1 + random.nextInt(1_500);
        List<Event> events = events(random, 40 + random.nextInt(160), meanGap);
        List<Label> labels = labels(random, events);
        List<Arrival> arrivals = shuffled(inOrder(events, labels), disorder, random);
        repeatSome(arrivals, random);

        // some come later than the slack allows
        long slack = 1L + random.nextInt(disorder);
        List<FeatureSpec> specs = fixture(random, slack).specs;
        KernelFixture wanted = new KernelFixture(specs, slack);
        KernelFixture unwanted = new KernelFixture(specs, slack);
        for (Arrival arrival : arrivals) {
            if (random.nextInt(3) == 0) unwanted.restore();
            if (arrival instanceof LabelArrival label) {
                wanted.kernel.addLabel(
                        wanted.state, wanted.store, wanted.label(label.label(), label.event()), patch -> {});
                unwanted.kernel.addLabel(
                        unwanted.state, unwanted.store, unwanted.label(label.label(), label.event()), null);
            } else if (arrival instanceof EventArrival event) {
                FeatureRow slow = wanted.row(event.event());
                FeatureRow fast = unwanted.row(event.event());
                assertThat(unwanted.kernel.addEvent(unwanted.state, unwanted.store, fast, null))
                        .isEqualTo(wanted.kernel.addEvent(wanted.state, wanted.store, slow, patch -> {}));
                assertThat(differences(unwanted.features(fast), wanted.features(slow)))
                        .isEmpty();
            }
        }
        wanted.kernel.clear(wanted.state, wanted.store);
        unwanted.kernel.clear(unwanted.state, unwanted.store);
        assertThat(unwanted.chunks).isEmpty();
    }

    @Example
    void whatTheWindowsHavePassedIsRemoved() throws Exception {
        Random random = new Random(7);
        KernelFixture fixture = new KernelFixture(KernelFixture.everything(), 100);
        List<Event> events = events(random, 20_000, 20);
        int largest = 0;
        for (Event event : events) {
            fixture.kernel.addEvent(fixture.state, fixture.store, fixture.row(event), null);
            largest = Math.max(largest, fixture.chunks.size());
        }
        assertThat(largest)
                .as("chunks kept at once, for about 3140 ms / 15 ms / 32 events")
                .isBetween(4, 14);
        assertThat(fixture.puts - fixture.removes).isEqualTo(fixture.chunks.size());
        assertThat(fixture.gets / (double) events.size())
                .as("reads of chunks per event")
                .isLessThan(0.45);
        fixture.kernel.clear(fixture.state, fixture.store);
        assertThat(fixture.chunks).isEmpty();
        assertThat(fixture.stateBytes().length)
                .as("an empty state: its version, that no expiry is planned, that nothing is in it")
                .isLessThan(16);
    }

    /** A log of some sixty chunks, of which a repair that nobody wants corrections of reads only those at the ends of its windows. */
    @Example
    void anEventOutOfOrderDoesNotReadTheWholeLog() {
        List<FeatureSpec> specs = List.of(
                KernelFixture.spec("count", Aggregate.COUNT, null, 30_000, 0, null, null, true),
                KernelFixture.spec("distinct", Aggregate.DISTINCT, "merchant", 250, 0, null, null, true),
                KernelFixture.spec("frauds", Aggregate.COUNT, null, 30_000, 0, null, "is_fraud", true));
        KernelFixture unwanted = new KernelFixture(specs, 500);
        KernelFixture wanted = new KernelFixture(specs, 500);
        for (int i = 0; i < 2_000; i++) {
            Event event = new Event(20L * i, "e" + i, 1L, "m" + i % 7, true, null, null);
            for (KernelFixture fixture : List.of(unwanted, wanted))
                fixture.kernel.addEvent(fixture.state, fixture.store, fixture.row(event), null);
        }
        Event late = new Event(20L * 1_990 + 5, "late", 1L, "m", true, null, null);
        int chunks = unwanted.chunks.size();
        assertThat(chunks).isGreaterThan(50);
        unwanted.gets = 0;
        wanted.gets = 0;
        FeatureRow fast = unwanted.row(late);
        FeatureRow slow = wanted.row(late);
        unwanted.kernel.addEvent(unwanted.state, unwanted.store, fast, null);
        wanted.kernel.addEvent(wanted.state, wanted.store, slow, patch -> {});
        assertThat(differences(unwanted.features(fast), wanted.features(slow))).isEmpty();
        assertThat(unwanted.gets).isLessThanOrEqualTo(6);
        assertThat(wanted.gets).isGreaterThanOrEqualTo(chunks);
    }

    @Example
    void largeAmountsStayExact() {
        KernelFixture fixture = new KernelFixture(KernelFixture.everything(), 0);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++)
            events.add(new Event(
                    i,
                    "e" + (1000 + i),
                    (i % 2 == 0 ? 1 : -1) * (ProgramBuilder.LARGEST_INPUT - i),
                    null,
                    true,
                    null,
                    null));
        for (Event event : events) {
            FeatureRow row = fixture.row(event);
            fixture.kernel.addEvent(fixture.state, fixture.store, row, null);
            assertThat(differences(fixture.features(row), fixture.expected(event, events, List.of())))
                    .isEmpty();
            fixture.restore();
        }
    }

    @Example
    void whatComesBeyondTheSlackIsNotCountedTwiceInALifetime() {
        KernelFixture fixture = new KernelFixture(KernelFixture.everything(), 50);
        for (int i = 0; i < 6; i++) add(fixture, 1_000 + 100L * i, "e" + i);
        Event labelled = new Event(1_000, "e0", 1L, "m", true, null, null);

        fixture.kernel.addLabel(
                fixture.state, fixture.store, fixture.label(new Label(1_050, "e0", true), labelled), patch -> {});
        assertThat(add(fixture, 1_600, "e6")).isEqualTo(7L);

        add(fixture, 1_150, "late");
        assertThat(add(fixture, 1_700, "e7")).isEqualTo(9L);
    }

    private static @Nullable Object add(KernelFixture fixture, long time, String id) {
        FeatureRow row = fixture.row(new Event(time, id, 1L, "m", true, null, null));
        fixture.kernel.addEvent(fixture.state, fixture.store, row, patch -> {});
        return fixture.features(row).get("count_ever");
    }
}
