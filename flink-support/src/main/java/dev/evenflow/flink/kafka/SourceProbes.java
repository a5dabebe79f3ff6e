package dev.evenflow.flink.kafka;

/** Probes among {@link SourceRecord}s. */
public final class SourceProbes implements ProbedSource.Probes<SourceRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public long offsetOf(SourceRecord record) {
        return record.offset();
    }

    @Override
    public SourceRecord probe(String topic, int partition, long timeMs) {
        return SourceRecord.probe(topic, partition, timeMs);
    }
}
