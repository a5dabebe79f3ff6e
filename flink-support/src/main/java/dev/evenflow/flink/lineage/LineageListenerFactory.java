package dev.evenflow.flink.lineage;

import org.apache.flink.core.execution.JobExecutionStatusEvent;
import org.apache.flink.core.execution.JobStatusChangedEvent;
import org.apache.flink.core.execution.JobStatusChangedListener;
import org.apache.flink.core.execution.JobStatusChangedListenerFactory;

/** Named in a cluster's {@code execution.job-status-changed-listeners}: tells how a run ended, which only Flink knows. */
public final class LineageListenerFactory implements JobStatusChangedListenerFactory {
    @Override
    public JobStatusChangedListener createListener(Context context) {
        return LineageListenerFactory::changed;
    }

    private static void changed(JobStatusChangedEvent event) {
        if (!(event instanceof JobExecutionStatusEvent status)) return;
        LineageReporter reporter = RunCoordinator.of(status.jobId());
        if (reporter == null) return;
        switch (status.newStatus()) {
            case RUNNING -> reporter.running();
            case FINISHED -> reporter.completed();
            case CANCELED -> reporter.aborted();
            case FAILED -> reporter.failed(status.exception());
            default -> {}
        }
    }
}
