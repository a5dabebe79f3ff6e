package dev.evenflow.platform.demo;

import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.platform.topic.TopicReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How far the archive is, by what it publishes of each commit, against the ends of the topics that it reads. */
final class ArchiveProgress implements AutoCloseable {
    private final TopicReader commits;
    private final List<TopicReader> sources;
    private final Map<String, Long> reached = new HashMap<>();
    private final Map<String, Long> pending = new HashMap<>();
    private long rows;

    ArchiveProgress(PlatformState state) {
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        commits = new TopicReader(state.bootstrapServers(), registry, StandardTopics.ARCHIVE_COMMITS);
        sources = List.of(
                new TopicReader(state.bootstrapServers(), registry, StandardTopics.INFERENCE_REQUESTS).fromEnd(),
                new TopicReader(state.bootstrapServers(), registry, StandardTopics.INFERENCE_RESPONSES).fromEnd(),
                new TopicReader(state.bootstrapServers(), registry, StandardTopics.INFERENCE_FEEDBACK).fromEnd());
    }

    /** Records of the three topics that are in no commit yet, or wait for their partner. */
    long missing() {
        commits.readArrived(this::commit);
        long missing = pending.values().stream().mapToLong(Long::longValue).sum();
        for (TopicReader source : sources) {
            for (Map.Entry<Integer, Long> end : source.ends().entrySet()) {
                long from = reached.getOrDefault(source.topic() + "-" + end.getKey(), 0L);
                missing += Math.max(0, end.getValue() - from);
            }
        }
        return missing;
    }

    /** In the archive, of inferences and of feedback. */
    long rows() {
        return rows;
    }

    private void commit(ConsumerRecord<String, byte[]> record) {
        IndexedRecord commit = commits.record(record.value());
        rows += (Long) field(commit, "rows");
        for (Object each : (List<?>) field(commit, "ranges")) {
            IndexedRecord range = (IndexedRecord) each;
            String partition = field(range, "topic") + "-" + field(range, "partition");
            reached.merge(partition, (Long) field(range, "to_offset"), Math::max);
            pending.put(partition, (Long) field(range, "pending_after"));
        }
    }

    private static Object field(IndexedRecord record, String name) {
        return record.get(record.getSchema().getField(name).pos());
    }

    @Override
    public void close() {
        commits.close();
        sources.forEach(TopicReader::close);
    }
}
