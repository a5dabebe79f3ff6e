package dev.evenflow.benchmarks.peers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A peer's vectors held against ours, field by field. Numbers are equal within a millionth of the larger. A difference is excused where a definition differs: rows
 * of one key at the same time (SQL's RANGE sees all of them, we those up to the row's id), or exactly the length of a window apart (SQL's is closed at both ends).
 *
 * @param vectors that both have
 * @param excused vectors with a difference that is excused
 * @param different field → vectors with a difference that is not
 * @param example of one, or empty
 */
public record VectorComparison(int vectors, int fields, int excused, Map<String, Integer> different, String example) {
    private static final List<String> KEYS =
            List.of("customer_id", "card_id", "terminal_id", "device_id", "ip_address");
    private static final Set<String> SKIPPED = Set.of("emission", "feature_set_version");
    private static final double TOLERANCE = 1e-6;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long[] WINDOWS = {
        MINUTE, 10 * MINUTE, HOUR, DAY, 7 * DAY, 8 * DAY, 14 * DAY, 30 * DAY, 37 * DAY, 90 * DAY
    };

    /** @param closed whether the definitions above differ */
    public static VectorComparison of(
            Map<String, GenericRecord> ours, Map<String, GenericRecord> peer, boolean closed) {
        Map<Moment, Integer> moments = closed ? moments(ours) : Map.of();
        Map<String, Integer> different = new TreeMap<>();
        int vectors = 0;
        int excused = 0;
        String example = "";
        Set<String> fields = new HashSet<>();
        for (Map.Entry<String, GenericRecord> entry : peer.entrySet()) {
            GenericRecord mine = ours.get(entry.getKey());
            if (mine == null) continue;
            vectors++;
            List<String> unequal = unequal(mine, entry.getValue(), fields);
            if (unequal.isEmpty()) continue;
            if (closed && atAnEdge(mine, moments)) {
                excused++;
                continue;
            }
            unequal.forEach(field -> different.merge(field, 1, Integer::sum));
            String field = unequal.get(0);
            example = entry.getKey() + " " + field + ": ours " + mine.get(field) + ", peer "
                    + entry.getValue().get(field);
        }
        return new VectorComparison(vectors, fields.size(), excused, different, example);
    }

    /** Throws unless every value is equal or excused. */
    public void require(int atLeast) {
        if (vectors < atLeast)
            throw new IllegalStateException("only " + vectors + " vectors to compare, expected " + atLeast);
        if (!different.isEmpty())
            throw new IllegalStateException("values differ from ours in " + different + ", for example " + example);
    }

    private static List<String> unequal(GenericRecord ours, GenericRecord peer, Set<String> compared) {
        return peer.getSchema().getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> !SKIPPED.contains(name))
                .peek(compared::add)
                .filter(name -> !equal(ours.get(name), peer.get(name)))
                .toList();
    }

    private static boolean equal(@Nullable Object ours, @Nullable Object peer) {
        if (ours == null || peer == null) return ours == peer;
        if (ours instanceof Number mine && peer instanceof Number other) {
            double a = mine.doubleValue();
            double b = other.doubleValue();
            return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
        }
        return ours.toString().equals(peer.toString());
    }

    /** An entity's key at a time. */
    private record Moment(String entity, String key, long time) {}

    private static Map<Moment, Integer> moments(Map<String, GenericRecord> vectors) {
        Map<Moment, Integer> moments = new HashMap<>();
        for (GenericRecord vector : vectors.values()) {
            for (String entity : KEYS) {
                Object key = vector.get(entity);
                if (key != null) moments.merge(new Moment(entity, key.toString(), time(vector)), 1, Integer::sum);
            }
        }
        return moments;
    }

    private static boolean atAnEdge(GenericRecord vector, Map<Moment, Integer> moments) {
        long time = time(vector);
        for (String entity : KEYS) {
            Object key = vector.get(entity);
            if (key == null) continue;
            if (moments.getOrDefault(new Moment(entity, key.toString(), time), 0) > 1) return true;
            for (long window : WINDOWS) {
                if (moments.containsKey(new Moment(entity, key.toString(), time - window))) return true;
            }
        }
        return false;
    }

    private static long time(GenericRecord vector) {
        return (Long) vector.get("event_time");
    }
}
