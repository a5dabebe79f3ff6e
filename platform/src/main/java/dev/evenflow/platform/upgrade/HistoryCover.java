package dev.evenflow.platform.upgrade;

import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whether a topic still holds all that the windows of a feature set look back to. What retention has deleted cannot be counted, and
 * features that count less than they say are refused.
 */
final class HistoryCover {
    private final PlatformState state;
    private final FeatureSet set;

    HistoryCover(PlatformState state, FeatureSet set) {
        this.state = state;
        this.set = set;
    }

    /** @param time field with the time of a record */
    void require(String topic, String time, Consumer<String> say) {
        try (TopicReader reader =
                new TopicReader(state.bootstrapServers(), new RegistrySubjects(state.registryUrl()), topic)) {
            Map<Integer, Long> begins = reader.begins();
            if (begins.values().stream().allMatch(begin -> begin == 0)) {
                say.accept("  ok history: " + topic + " holds every record from its first");
                return;
            }
            long first = first(reader, begins, time);
            long[] last = {Long.MIN_VALUE};
            reader.readNewest(1, record -> last[0] = Math.max(last[0], timeOf(reader, record.value(), time)));
            long back = longest();
            say.accept(judge(topic, first, last[0], back));
        }
    }

    /** What is in order; an error says how much is missing. */
    static String judge(String topic, long first, long last, long back) {
        if (back == FeatureSetSpec.LIFETIME)
            throw new PlatformException(
                    "records of " + topic + " before " + Instant.ofEpochMilli(first)
                            + " have been deleted, and the set has features over a lifetime, which would count too little. Nothing was started");
        long from = last - back;
        if (first > from)
            throw new PlatformException(String.format(
                    Locale.ROOT,
                    "%s begins at %s, and the longest window (%s) looks back to %s: %s of history are missing, and features"
                            + " would count too little. Keep the topic longer, or put the missing history into it. Nothing was started",
                    topic,
                    Instant.ofEpochMilli(first),
                    days(back),
                    Instant.ofEpochMilli(from),
                    days(first - from)));
        return "  ok history: " + topic + " begins at " + Instant.ofEpochMilli(first) + ", the longest window ("
                + days(back) + ") looks back to " + Instant.ofEpochMilli(from);
    }

    private static String days(long ms) {
        Duration span = Duration.ofMillis(ms);
        return span.toDays() > 0 ? span.toDays() + "d" + span.toHoursPart() + "h" : span.toMinutes() + "m";
    }

    /** Longest window with its delay; a label is known after its event, and is needed as long as that. */
    private long longest() {
        long longest = 0;
        for (FeatureSetSpec.EntitySpec entity : set.plan().spec().entities())
            for (FeatureSetSpec.FeatureSpec feature : entity.features()) {
                if (feature.windowMs() == FeatureSetSpec.LIFETIME) return FeatureSetSpec.LIFETIME;
                longest = Math.max(longest, feature.windowMs() + feature.delayMs());
            }
        return longest;
    }

    /** Where the partition begins latest that has lost records: before that, history has a gap. */
    private static long first(TopicReader reader, Map<Integer, Long> begins, String time) {
        Set<Integer> open = new HashSet<>();
        begins.forEach((partition, begin) -> {
            if (begin > 0) open.add(partition);
        });
        long[] first = {Long.MIN_VALUE};
        Map<Integer, Long> ends = reader.ends();
        open.removeIf(partition -> ends.getOrDefault(partition, 0L).equals(begins.get(partition)));
        for (int looks = 0; !open.isEmpty() && looks < 300; looks++)
            reader.poll(Long.MAX_VALUE, record -> {
                if (open.remove(record.partition()))
                    first[0] = Math.max(first[0], timeOf(reader, record.value(), time));
            });
        if (!open.isEmpty() || first[0] == Long.MIN_VALUE)
            throw new PlatformException("partitions " + open + " of " + reader.topic()
                    + " have lost records and show none, so that nobody can tell what is missing. Nothing was started");
        return first[0];
    }

    private static long timeOf(TopicReader reader, byte[] value, String field) {
        var record = reader.record(value);
        var position = record.getSchema().getField(field);
        Object time = position == null ? null : record.get(position.pos());
        if (!(time instanceof Long millis))
            throw new PlatformException("records of " + reader.topic() + " have no time " + field);
        return millis;
    }
}
