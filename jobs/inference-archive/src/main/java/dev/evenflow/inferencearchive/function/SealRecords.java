package dev.evenflow.inferencearchive.function;

import dev.evenflow.flink.avro.DeadLetters;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.inferencearchive.InferenceArchiveJob;
import dev.evenflow.inferencearchive.codec.Tidings;
import dev.evenflow.inferencearchive.seal.RecordSealer;
import dev.evenflow.inferencearchive.seal.SealerFactory;
import dev.evenflow.operations.DeadLetter;
import java.io.IOException;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Seals each record before it can reach any state, sends what cannot be sealed to the dead letters, and tells the
 * committer before each checkpoint which offsets it saw.
 *
 * <p>It must be chained with its source: only then nothing personal crosses the network or a disk.
 */
public final class SealRecords<R> extends AbstractStreamOperator<R> implements OneInputStreamOperator<SourceRecord, R> {
    private static final long serialVersionUID = 1L;

    private final SealerFactory<R> factory;
    private final OutputTag<DeadLetter> rejected;
    private final OutputTag<Tidings> tidings;
    private transient @Nullable RecordSealer<R> sealer;
    private transient @Nullable TreeMap<String, Seen> seen;
    private transient @Nullable Seen latest;
    private transient @Nullable Counter records;
    private transient @Nullable Counter good;

    /** Of one partition since the last checkpoint. */
    private static final class Seen {
        private final String topic;
        private final int partition;
        private final long from;
        private long to;
        private long records;
        private long quarantined;

        Seen(SourceRecord first) {
            topic = first.topic();
            partition = first.partition();
            from = first.offset();
        }
    }

    public SealRecords(SealerFactory<R> factory, OutputTag<DeadLetter> rejected, OutputTag<Tidings> tidings) {
        this.factory = factory;
        this.rejected = rejected;
        this.tidings = tidings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        sealer = factory.open();
        seen = new TreeMap<>();
        records = EvenflowMetrics.of(getMetricGroup()).counter("archive_records_total");
        good = EvenflowMetrics.of(getMetricGroup()).counter("archive_records_good_total");
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) throws IOException {
        SourceRecord source = element.getValue();
        if (source.isProbe()) return;
        Seen partition = partitionOf(source);
        partition.to = source.offset() + 1;
        partition.records++;
        Objects.requireNonNull(records).inc();
        try {
            R sealed = Objects.requireNonNull(sealer).seal(source);
            Objects.requireNonNull(good).inc();
            output.collect(element.replace(sealed, source.timestamp()));
        } catch (RejectedRecordException problem) {
            partition.quarantined++;
            output.collect(
                    rejected,
                    new StreamRecord<>(DeadLetters.of(
                            InferenceArchiveJob.NAME,
                            problem,
                            source.topic(),
                            source.partition(),
                            source.offset(),
                            source.timestamp(),
                            source.key(),
                            source.value())));
        }
    }

    /** Records of a partition come in runs, so the last one's partition is nearly always this one's. */
    private Seen partitionOf(SourceRecord source) {
        Seen last = latest;
        if (last != null && last.partition == source.partition() && last.topic.equals(source.topic())) return last;
        last = Objects.requireNonNull(seen)
                .computeIfAbsent(source.topic() + "-" + source.partition(), name -> new Seen(source));
        latest = last;
        return last;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        tell();
    }

    @Override
    public void finish() throws Exception {
        tell();
        super.finish();
    }

    private void tell() {
        Objects.requireNonNull(sealer).sync();
        TreeMap<String, Seen> partitions = Objects.requireNonNull(seen);
        for (Seen of : partitions.values())
            output.collect(
                    tidings,
                    new StreamRecord<>(
                            Tidings.read(of.topic, of.partition, of.from, of.to, of.records, of.quarantined)));
        partitions.clear();
        latest = null;
    }

    @Override
    public void close() throws Exception {
        if (sealer != null) sealer.close();
        super.close();
    }
}
