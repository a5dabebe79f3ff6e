package dev.evenflow.flink.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The reader of a {@link ProbedSource}: notes what passes, and adds what the probe finds. */
final class ProbingReader<T> implements SourceReader<T, KafkaPartitionSplit> {
    private final SourceReader<T, KafkaPartitionSplit> reader;
    private final LogProbe probe;
    private final ProbedSource.Probes<T> probes;
    private @Nullable Noting noting;
    private volatile CompletableFuture<Void> waiting = new CompletableFuture<>();

    ProbingReader(SourceReader<T, KafkaPartitionSplit> reader, LogProbe probe, ProbedSource.Probes<T> probes) {
        this.reader = reader;
        this.probe = probe;
        this.probes = probes;
    }

    @Override
    public void start() {
        reader.start();
        probe.start(() -> waiting.complete(null));
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        LogProbe.@Nullable Finding finding = probe.poll();
        if (finding != null) {
            TopicPartition partition = finding.partition();
            output.createOutputForSplit(KafkaPartitionSplit.toSplitId(partition))
                    .collect(
                            probes.probe(partition.topic(), partition.partition(), finding.timeMs()), finding.timeMs());
            return InputStatus.MORE_AVAILABLE;
        }
        Noting passing = noting;
        if (passing == null || passing.output != output) {
            passing = new Noting(output);
            noting = passing;
        }
        return reader.pollNext(passing);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> available = reader.isAvailable();
        if (available.isDone()) return available;
        CompletableFuture<Void> either = new CompletableFuture<>();
        waiting = either;
        available.whenComplete((nothing, failure) -> {
            if (failure == null) either.complete(null);
            else either.completeExceptionally(failure);
        });
        if (probe.hasFindings()) either.complete(null);
        return either;
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        splits.forEach(split -> probe.at(split.getTopicPartition(), split.getStartingOffset()));
        reader.addSplits(splits);
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
        return reader.snapshotState(checkpointId);
    }

    @Override
    public void notifyNoMoreSplits() {
        reader.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        reader.handleSourceEvents(event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        reader.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        reader.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void pauseOrResumeSplits(
            java.util.Collection<String> splitsToPause, java.util.Collection<String> splitsToResume) {
        reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
    }

    @Override
    public void close() throws Exception {
        probe.close();
        reader.close();
    }

    /** Notes the offset of each record that passes. */
    private final class Noting implements ReaderOutput<T> {
        private final ReaderOutput<T> output;
        private final Map<String, SourceOutput<T>> splits = new HashMap<>();

        Noting(ReaderOutput<T> output) {
            this.output = output;
        }

        @Override
        public SourceOutput<T> createOutputForSplit(String splitId) {
            return splits.computeIfAbsent(splitId, id -> {
                SourceOutput<T> split = output.createOutputForSplit(id);
                int dash = id.lastIndexOf('-');
                TopicPartition partition =
                        new TopicPartition(id.substring(0, dash), Integer.parseInt(id.substring(dash + 1)));
                return new NotingSplit(split, partition);
            });
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            if (splits.remove(splitId) instanceof ProbingReader<?>.NotingSplit split) probe.finished(split.partition);
            output.releaseOutputForSplit(splitId);
        }

        @Override
        public void collect(T record) {
            output.collect(record);
        }

        @Override
        public void collect(T record, long timestamp) {
            output.collect(record, timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            output.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            output.markIdle();
        }

        @Override
        public void markActive() {
            output.markActive();
        }
    }

    private final class NotingSplit implements SourceOutput<T> {
        private final SourceOutput<T> output;
        private final TopicPartition partition;

        NotingSplit(SourceOutput<T> output, TopicPartition partition) {
            this.output = output;
            this.partition = partition;
        }

        @Override
        public void collect(T record) {
            probe.at(partition, probes.offsetOf(record) + 1);
            output.collect(record);
        }

        @Override
        public void collect(T record, long timestamp) {
            probe.at(partition, probes.offsetOf(record) + 1);
            output.collect(record, timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            output.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            output.markIdle();
        }

        @Override
        public void markActive() {
            output.markActive();
        }
    }
}
