package dev.evenflow.platform.upgrade;

import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the vectors of two topics by id, in the features that both have. Each look reads what has been committed since the one before;
 * of several vectors of an id the last counts. Holds 4 bytes for each value of a vector. Not thread-safe.
 */
final class CommonFeatures implements AutoCloseable {
    private final Side old;
    private final Side shadow;
    private final String id;
    private final String time;
    private final Set<String> wanted;
    private List<String> common = List.of();

    private static final class Side {
        final TopicReader reader;
        /** Digest of each common feature, by id; the event's time is the first two. */
        final Map<String, int[]> vectors = new HashMap<>();

        long newest = Long.MIN_VALUE;

        Side(TopicReader reader) {
            this.reader = reader;
        }
    }

    /** @param features that the shadow has */
    CommonFeatures(
            PlatformState state, String oldTopic, String shadowTopic, String id, String time, Set<String> features) {
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        this.old = new Side(new TopicReader(state.bootstrapServers(), registry, oldTopic));
        this.shadow = new Side(new TopicReader(state.bootstrapServers(), registry, shadowTopic));
        this.id = id;
        this.time = time;
        this.wanted = features;
    }

    /**
     * @param common features that both have
     * @param compared ids that both have
     * @param differing values that differ, by feature
     * @param missing ids that the old job has up to the newest of the shadow's, and the shadow has not
     * @param ahead ids of the old job that are newer
     */
    record Report(
            int common, int added, long compared, Map<String, Long> differing, long missing, long ahead, long lagMs) {
        /** @param changed features that are meant to differ */
        boolean passes(Set<String> changed, long leastCompared) {
            return compared >= leastCompared && missing == 0 && changed.containsAll(differing.keySet());
        }

        String text() {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "compared %,d vectors in %d common features (%d are new): %,d values differ; %,d vectors missing in the shadow, %,d not yet"
                            + " there, %.1f s of event time behind",
                    compared,
                    common,
                    added,
                    differing.values().stream().mapToLong(Long::longValue).sum(),
                    missing,
                    ahead,
                    lagMs / 1e3));
            differing.forEach((feature, values) ->
                    text.append(String.format(Locale.ROOT, "%n  %s differs in %,d vectors", feature, values)));
            return text.toString();
        }
    }

    Report look() {
        if (common.isEmpty()) common = common();
        if (common.isEmpty()) return new Report(0, wanted.size(), 0, Map.of(), 0, 0, 0);
        // the shadow first: what it has, the old job had read too
        read(shadow, shadow.reader);
        read(old, old.reader);
        long compared = 0;
        long missing = 0;
        long ahead = 0;
        Map<String, Long> differing = new TreeMap<>();
        for (Map.Entry<String, int[]> vector : old.vectors.entrySet()) {
            int[] other = shadow.vectors.get(vector.getKey());
            if (other == null) {
                if (time(vector.getValue()) <= shadow.newest) missing++;
                else ahead++;
                continue;
            }
            compared++;
            if (Arrays.equals(vector.getValue(), other)) continue;
            for (int i = 0; i < common.size(); i++)
                if (vector.getValue()[i + 2] != other[i + 2]) differing.merge(common.get(i), 1L, Long::sum);
        }
        long lag = shadow.newest == Long.MIN_VALUE || old.newest == Long.MIN_VALUE
                ? 0
                : Math.max(0, old.newest - shadow.newest);
        return new Report(common.size(), wanted.size() - common.size(), compared, differing, missing, ahead, lag);
    }

    private void read(Side side, TopicReader reader) {
        reader.readToEnd(Long.MAX_VALUE, record -> {
            IndexedRecord vector = reader.record(record.value());
            Schema schema = vector.getSchema();
            long at = (Long) vector.get(schema.getField(time).pos());
            int[] digests = new int[common.size() + 2];
            digests[0] = (int) (at >>> 32);
            digests[1] = (int) at;
            for (int i = 0; i < common.size(); i++) {
                Schema.Field field = schema.getField(common.get(i));
                digests[i + 2] = field == null ? 0 : Objects.hashCode(text(vector.get(field.pos())));
            }
            side.newest = Math.max(side.newest, at);
            side.vectors.put(String.valueOf(vector.get(schema.getField(id).pos())), digests);
        });
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value instanceof CharSequence chars ? chars.toString() : value;
    }

    /** Of the old topic's newest vector. */
    private List<String> common() {
        Set<String> both = new TreeSet<>();
        old.reader.readNewest(1, record -> {
            for (Schema.Field field :
                    old.reader.record(record.value()).getSchema().getFields())
                if (wanted.contains(field.name())) both.add(field.name());
        });
        old.reader.fromBeginning();
        return List.copyOf(both);
    }

    private static long time(int[] digests) {
        return (long) digests[0] << 32 | digests[1] & 0xffffffffL;
    }

    @Override
    public void close() {
        old.reader.close();
        shadow.reader.close();
    }
}
