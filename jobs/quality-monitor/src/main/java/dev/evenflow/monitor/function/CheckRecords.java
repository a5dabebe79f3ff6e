package dev.evenflow.monitor.function;

import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds each record against its contract and counts it into the profile of its window, where it is read: a record crosses no
 * network unless it is refused or passed on. What was counted goes on every flush and before each checkpoint, so that this
 * operator has no state.
 */
public final class CheckRecords extends AbstractStreamOperator<DatasetNews>
        implements OneInputStreamOperator<SourceRecord, DatasetNews>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final QualityMonitorConfig config;
    private final CheckedOutputs tags;
    private transient @Nullable RegistryAvroReader avro;
    private transient @Nullable Map<String, DatasetChecker> checkers;
    private transient @Nullable Map<String, Counter> quarantined;
    private transient @Nullable Map<String, Counter> ahead;

    public CheckRecords(QualityMonitorConfig config, CheckedOutputs tags) {
        this.config = config;
        this.tags = tags;
    }

    @Override
    public void open() throws Exception {
        super.open();
        avro = new RegistryAvroReader(config.registry().client(), null);
        checkers = new HashMap<>();
        quarantined = new HashMap<>();
        ahead = new HashMap<>();
        List<Contract> contracts =
                config.datasets().stream().map(DatasetSettings::contract).toList();
        Outputs outputs = new Outputs();
        for (DatasetSettings dataset : config.datasets()) {
            checkers.put(dataset.topic(), new DatasetChecker(dataset, contracts, outputs));
            quarantined.put(
                    dataset.topic(),
                    EvenflowMetrics.of(getMetricGroup(), "dataset", dataset.topic())
                            .counter("quality_quarantined_total"));
            ahead.put(
                    dataset.topic(),
                    EvenflowMetrics.of(getMetricGroup(), "dataset", dataset.topic())
                            .counter("quality_future_records_total"));
        }
        scheduleFlush();
    }

    private void scheduleFlush() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + config.flush().toMillis(), time -> {
            flush();
            scheduleFlush();
        });
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) throws IOException {
        SourceRecord source = element.getValue();
        DatasetChecker checker = Objects.requireNonNull(checkers).get(source.topic());
        if (checker == null) throw new IllegalStateException("topic " + source.topic() + " is read but not watched");
        if (source.isProbe()) {
            checker.looked(source.partition(), source.timestamp());
            return;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        try {
            IndexedRecord record = Objects.requireNonNull(avro).read(source.value());
            checker.check(source, record, now);
        } catch (RejectedRecordException problem) {
            checker.unreadable(source, problem, now);
        }
    }

    private void flush() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        for (DatasetChecker checker : Objects.requireNonNull(checkers).values()) checker.flush(now);
    }

    /** Where a checker's findings go: each output has its tag. */
    private final class Outputs implements DatasetChecker.Out {
        @Override
        public void quarantine(QuarantinedRecord record) {
            output.collect(tags.rejected(), new StreamRecord<>(record));
            Objects.requireNonNull(Objects.requireNonNull(quarantined).get(record.getDataset()))
                    .inc();
        }

        @Override
        public void pass(SourceRecord record) {
            output.collect(tags.passed(), new StreamRecord<>(record, record.timestamp()));
        }

        @Override
        public void match(PairedRecord side) {
            output.collect(tags.matches(), new StreamRecord<>(side, side.logTime()));
        }

        @Override
        public void compare(PairedRecord side) {
            output.collect(tags.comparisons(), new StreamRecord<>(side, side.logTime()));
        }

        @Override
        public void ledger(LedgerNews news) {
            output.collect(tags.ledger(), new StreamRecord<>(news));
        }

        @Override
        public void ahead(SourceRecord record) {
            Objects.requireNonNull(Objects.requireNonNull(ahead).get(record.topic()))
                    .inc();
        }

        @Override
        public void news(DatasetNews news) {
            output.collect(new StreamRecord<>(news));
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void endInput() {
        flush();
    }
}
