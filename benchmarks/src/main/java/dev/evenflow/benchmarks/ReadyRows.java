package dev.evenflow.benchmarks;

import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.io.IOException;
import java.util.Objects;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Joined rows out of memory, and before each checkpoint the offsets they cover, so that the archive's ledger has what it
 * balances. A row counts as one record of each topic.
 */
final class ReadyRows extends AbstractStreamOperator<ArchivedInference>
        implements OneInputStreamOperator<Long, ArchivedInference> {
    private static final long serialVersionUID = 1L;

    private final OutputTag<Tidings> tidings;
    private transient @Nullable SpecificDatumReader<ArchivedInference> reader;
    private transient @Nullable BinaryDecoder decoder;
    private transient int partition;
    private transient long from;
    private transient long to;

    ReadyRows(OutputTag<Tidings> tidings) {
        this.tidings = tidings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        reader = new SpecificDatumReader<>(ArchivedInference.class);
        from = -1;
    }

    @Override
    public void processElement(StreamRecord<Long> element) throws IOException {
        Feed feed = Feed.current();
        int number = element.getValue().intValue();
        feed.given(number);
        partition = feed.records().partition(number, feed.partitions());
        to = feed.records().offset(number, feed.partitions()) + 1;
        if (from < 0) from = to - 1;
        decoder = DecoderFactory.get().binaryDecoder(feed.records().row(number), decoder);
        ArchivedInference row = Objects.requireNonNull(reader).read(null, decoder);
        row.setRequestPartition(partition);
        row.setRequestOffset(to - 1);
        row.setResponsePartition(partition);
        row.setResponseOffset(to - 1);
        output.collect(element.replace(row));
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
        if (from < 0) return;
        for (String topic : new String[] {InferenceRecords.REQUESTS, InferenceRecords.RESPONSES})
            output.collect(tidings, new StreamRecord<>(Tidings.read(topic, partition, from, to, to - from, 0)));
        from = -1;
    }
}
