package dev.evenflow.flink.kafka;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A Kafka source whose time goes on in silence: a partition that gives nothing for a while is probed, and if its log holds
 * nothing beyond what was read, a probe record with the time of the look takes the place of records.
 *
 * <p>Silence alone would not do: a source that is slow, starved or waits for its broker is silent, too. A probe is proof that
 * every record that was in the log by then has been emitted before. Its time is this machine's clock; give the watermarks
 * some slack for the difference to the broker's.
 */
public final class ProbedSource<T>
        implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {
    private static final long serialVersionUID = 1L;

    private final KafkaSource<T> source;
    private final KafkaConnection kafka;
    private final Duration idle;
    private final Probes<T> probes;

    /** What the source has to know of its records. */
    public interface Probes<T> extends Serializable {
        long offsetOf(T record);

        /** A record that says: the partition's log was read to its end at that time. */
        T probe(String topic, int partition, long timeMs);
    }

    /** @param idle silence of a partition after which it is probed */
    public ProbedSource(KafkaSource<T> source, KafkaConnection kafka, Duration idle, Probes<T> probes) {
        this.source = source;
        this.kafka = kafka;
        this.idle = idle;
        this.probes = probes;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        return new ProbingReader<>(source.createReader(context), new LogProbe(kafka, idle), probes);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
            throws java.io.IOException {
        return source.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return source.getProducedType();
    }
}
