package dev.evenflow.flink.lineage;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes from a job's own rare records what they say of its datasets, and sends it to {@link RunCoordinator}: the first
 * at once, then what changed at most once a minute. Emits nothing, holds no state.
 */
public final class ReportLineage<T> extends AbstractStreamOperator<Void> implements OneInputStreamOperator<T, Void> {
    private static final long serialVersionUID = 1L;
    public static final String UID = "report-lineage";
    private static final long EVERY_MS = 60_000;

    /** What a record says. */
    public interface Facts<T> extends Serializable {
        List<DatasetFacts> of(T each);
    }

    private final Facts<T> facts;
    private final transient OperatorEventGateway gateway;
    private final boolean on;
    private final transient Map<String, DatasetFacts> news = new TreeMap<>();
    private transient long lastSent = Long.MIN_VALUE;
    private transient boolean waits;

    ReportLineage(StreamOperatorParameters<Void> parameters, OperatorEventGateway gateway, Facts<T> facts, boolean on) {
        super(parameters);
        this.gateway = gateway;
        this.facts = facts;
        this.on = on;
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        if (!on) return;
        for (DatasetFacts each : facts.of(element.getValue())) news.merge(each.dataset(), each, LineageReporter::merge);
        if (news.isEmpty() || waits) return;
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (lastSent == Long.MIN_VALUE || now - lastSent >= EVERY_MS) {
            send(now);
        } else {
            waits = true;
            getProcessingTimeService().registerTimer(lastSent + EVERY_MS, this::send);
        }
    }

    private void send(long now) {
        waits = false;
        lastSent = now;
        gateway.sendEventToCoordinator(new RunCoordinator.News(List.copyOf(news.values())));
        news.clear();
    }

    @Override
    public void finish() {
        if (!news.isEmpty()) send(getProcessingTimeService().getCurrentProcessingTime());
    }
}
