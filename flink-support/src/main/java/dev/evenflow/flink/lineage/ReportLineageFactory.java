package dev.evenflow.flink.lineage;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Adds {@link ReportLineage} to a job. It is always there, so that switching lineage on or off leaves the graph as it is. */
public final class ReportLineageFactory<T> extends AbstractStreamOperatorFactory<Void>
        implements OneInputStreamOperatorFactory<T, Void>, CoordinatedOperatorFactory<Void> {
    private static final long serialVersionUID = 1L;

    private final LineageRun run;
    private final ReportLineage.Facts<T> facts;

    private ReportLineageFactory(LineageRun run, ReportLineage.Facts<T> facts) {
        this.run = run;
        this.facts = facts;
    }

    public static <T> void add(DataStream<T> records, LineageRun run, ReportLineage.Facts<T> facts) {
        records.global()
                .transform(ReportLineage.UID, Types.VOID, new ReportLineageFactory<>(run, facts))
                .uid(ReportLineage.UID)
                .forceNonParallel();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <O extends StreamOperator<Void>> O createStreamOperator(StreamOperatorParameters<Void> parameters) {
        OperatorID id = parameters.getStreamConfig().getOperatorID();
        return (O) new ReportLineage<>(
                parameters,
                parameters.getOperatorEventDispatcher().getOperatorEventGateway(id),
                facts,
                run.settings().target() != null);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID id) {
        return new Provider(run, id);
    }

    private record Provider(LineageRun run, OperatorID operator) implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new RunCoordinator(run, context);
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ReportLineage.class;
    }
}
