package dev.evenflow.flink.lineage;

import dev.evenflow.flink.metric.EvenflowMetrics;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link ReportLineage} that lives in the JobManager, where a run begins and ends: all events of a run come
 * from here, so TaskManagers need neither the directory nor the address. Has no state.
 */
final class RunCoordinator implements OperatorCoordinator {
    /** Runs of this job's class loader, so that {@link LineageListenerFactory} finds the one whose status changes. */
    private static final ConcurrentHashMap<JobID, LineageReporter> RUNS = new ConcurrentHashMap<>();

    /** What tasks learned. */
    record News(List<DatasetFacts> facts) implements OperatorEvent, Serializable {
        private static final long serialVersionUID = 1L;
    }

    private final LineageRun run;
    private final Context context;
    private @Nullable LineageReporter reporter;

    RunCoordinator(LineageRun run, Context context) {
        this.run = run;
        this.context = context;
    }

    static @Nullable LineageReporter of(JobID job) {
        return RUNS.get(job);
    }

    @Override
    public void start() {
        JobID job = context.getJobID();
        // in this order it has the digits of the id that Flink shows
        LineageReporter opened = LineageReporter.open(
                run, new UUID(job.getLowerPart(), job.getUpperPart()), EnvironmentInformation.getVersion());
        if (opened == null) return;
        reporter = opened;
        RUNS.put(job, opened);
        MetricGroup metrics = EvenflowMetrics.of(context.metricGroup());
        metrics.gauge("lineage_events_sent_total", opened::sent);
        metrics.gauge("lineage_events_lost_total", opened::lost);
        opened.started();
    }

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        if (reporter != null && event instanceof News news) reporter.learned(news.facts());
    }

    @Override
    public void close() {
        if (reporter == null) return;
        RUNS.remove(context.getJobID(), reporter);
        reporter.close();
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(new byte[0]);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {}

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] data) {}

    @Override
    public void subtaskReset(int subtask, long checkpointId) {}

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {}

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}
}
