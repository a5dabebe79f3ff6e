package dev.evenflow.features.kernel;

import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import dev.evenflow.features.spec.Geo;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: a feature's value from the plain list of events and labels, by the definition and nothing else. It shares
 * no code with the kernel but the specification and the distance formula.
 */
final class BruteForce {
    /** An event of one key. Amount at scale 2, coordinates at scale 6. */
    record Event(
            long time,
            String id,
            @Nullable Long amount,
            @Nullable String merchant,
            boolean online,
            @Nullable Long latitude,
            @Nullable Long longitude) {}

    record Label(long knownAt, String eventId, boolean fraud) {}

    static final Comparator<Event> ORDER = Comparator.comparingLong(Event::time).thenComparing(Event::id);

    private BruteForce() {}

    /** Null, Long, Double or String. */
    static @Nullable Object value(FeatureSpec f, Event current, List<Event> events, List<Label> labels) {
        long end = current.time() - f.delayMs();
        boolean forever = f.windowMs() == FeatureSetSpec.LIFETIME;
        boolean excluded = !f.includeCurrent()
                || switch (f.aggregate()) {
                    case PREVIOUS, TIME_SINCE_PREVIOUS, FIRST_SEEN, DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> true;
                    default -> false;
                };
        List<Event> window = events.stream()
                .filter(e -> ORDER.compare(e, current) <= 0)
                .filter(e -> e.time() <= end && (forever || e.time() > end - f.windowMs()))
                .filter(e -> !(excluded && f.delayMs() == 0 && e.id().equals(current.id())))
                .sorted(ORDER)
                .toList();
        List<Event> matching =
                window.stream().filter(e -> f.where() == null || e.online()).toList();
        List<Event> labelled = f.label() == null
                ? matching
                : matching.stream()
                        .filter(e -> fraud(e, current.time(), labels))
                        .toList();
        return switch (f.aggregate()) {
            case COUNT ->
                f.field() == null
                        ? (Object) (long) labelled.size()
                        : (Object) (long) amounts(labelled).size();
            case SUM -> total(amounts(labelled)).doubleValue() / 100.0;
            case AVG -> {
                List<Long> amounts = amounts(labelled);
                yield amounts.isEmpty()
                        ? f.empty()
                        : (Object) (total(amounts).doubleValue() / (amounts.size() * 100.0));
            }
            case VARIANCE -> variance(amounts(labelled));
            case STDDEV -> variance(amounts(labelled)) instanceof Double v ? (Object) Math.sqrt(v) : null;
            case MIN ->
                amounts(labelled).stream()
                        .min(Long::compare)
                        .map(v -> (Object) (v / 100.0))
                        .orElse(null);
            case MAX ->
                amounts(labelled).stream()
                        .max(Long::compare)
                        .map(v -> (Object) (v / 100.0))
                        .orElse(null);
            case RATE -> {
                List<Event> of = f.label() == null ? window : matching;
                yield of.isEmpty() ? f.empty() : (Object) ((double) labelled.size() / of.size());
            }
            case DISTINCT -> (long) Math.min(f.cap(), merchants(matching).size());
            case FIRST_SEEN -> {
                if (f.field() == null) yield matching.isEmpty() ? 1L : 0L;
                if (current.merchant() == null) yield null;
                yield mostRecent(matching, f.cap()).contains(current.merchant()) ? 0L : 1L;
            }
            case LAST, PREVIOUS -> {
                if ("merchant".equals(f.field())) {
                    List<String> seen = matching.stream()
                            .map(Event::merchant)
                            .filter(m -> m != null)
                            .toList();
                    yield seen.isEmpty() ? null : seen.get(seen.size() - 1);
                }
                List<Long> amounts = amounts(matching);
                yield amounts.isEmpty() ? null : (Object) (amounts.get(amounts.size() - 1) / 100.0);
            }
            case TIME_SINCE_PREVIOUS ->
                matching.isEmpty()
                        ? null
                        : (Object) (current.time()
                                - matching.get(matching.size() - 1).time());
            case DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> movement(f, current, matching);
        };
    }

    private static @Nullable Object movement(FeatureSpec f, Event current, List<Event> matching) {
        List<Event> placed = matching.stream()
                .filter(e -> e.latitude() != null && e.longitude() != null)
                .toList();
        if (placed.isEmpty() || current.latitude() == null || current.longitude() == null) return null;
        Event from = placed.get(placed.size() - 1);
        double km = Geo.distanceKm(
                from.latitude() / 1e6, from.longitude() / 1e6, current.latitude() / 1e6, current.longitude() / 1e6);
        if (f.aggregate() == dev.evenflow.features.spec.Aggregate.DISTANCE_FROM_PREVIOUS) return km;
        return from.time() == current.time() ? null : (Object) (km / ((current.time() - from.time()) / 3_600_000.0));
    }

    private static boolean fraud(Event event, long asOf, List<Label> labels) {
        return labels.stream()
                .filter(l -> l.eventId().equals(event.id()) && l.knownAt() <= asOf)
                .max(Comparator.comparingLong(Label::knownAt).thenComparing(Label::fraud))
                .map(Label::fraud)
                .orElse(false);
    }

    private static List<Long> amounts(List<Event> events) {
        return events.stream().map(Event::amount).filter(a -> a != null).toList();
    }

    private static Set<String> merchants(List<Event> events) {
        Set<String> merchants = new HashSet<>();
        for (Event event : events) if (event.merchant() != null) merchants.add(event.merchant());
        return merchants;
    }

    /** The distinct merchants that were seen last, at most {@code cap}. */
    private static Set<String> mostRecent(List<Event> events, int cap) {
        Set<String> recent = new HashSet<>();
        for (int i = events.size() - 1; i >= 0 && recent.size() < cap; i--) {
            String merchant = events.get(i).merchant();
            if (merchant != null) recent.add(merchant);
        }
        return recent;
    }

    private static BigInteger total(List<Long> amounts) {
        return amounts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static @Nullable Object variance(List<Long> amounts) {
        int n = amounts.size();
        if (n < 2) return null;
        BigInteger sum = total(amounts);
        BigInteger squares = amounts.stream()
                .map(BigInteger::valueOf)
                .map(a -> a.multiply(a))
                .reduce(BigInteger.ZERO, BigInteger::add);
        double deviations = BigInteger.valueOf(n)
                .multiply(squares)
                .subtract(sum.multiply(sum))
                .doubleValue();
        return deviations / ((double) n * (n - 1)) / 10_000.0;
    }
}
