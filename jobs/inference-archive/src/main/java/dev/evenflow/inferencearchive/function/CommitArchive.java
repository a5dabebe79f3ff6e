package dev.evenflow.inferencearchive.function;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inferencearchive.codec.CommitterState;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commits what each checkpoint covers: data files to the tables of their places, then one entry to the chain. Runs once;
 * every commit has a number that the tables remember, so that repeating one after a failure changes nothing.
 *
 * <p>A state that does not fit the chain is refused: of a savepoint older than the last commit, or of another archive.
 */
public final class CommitArchive extends AbstractStreamOperator<ArchiveCommit>
        implements OneInputStreamOperator<Tidings, ArchiveCommit>, KeepsState {
    private static final long serialVersionUID = 1L;

    /** Names of the state; they are part of every savepoint. */
    public static final String PENDING = "pending-tidings";

    public static final String POSITION = "committer-position";

    private final ArchiveConfig config;
    private transient @Nullable ListState<Tidings> pendingState;
    private transient @Nullable ListState<byte[]> positionState;
    private transient @Nullable Archive archive;
    private transient @Nullable ArchiveCommits commits;
    private transient @Nullable List<Tidings> current;
    /** Number of each commit that is not committed yet, and what it covers. */
    private transient @Nullable TreeMap<Long, List<Tidings>> pending;
    /** Checkpoint to the last commit number it covers. */
    private transient @Nullable TreeMap<Long, Long> covered;

    private transient boolean finished;
    private transient long assigned;
    private transient long published;
    private transient @Nullable Counter committed;
    /** Of this operator, epoch milliseconds; its start until it has committed something. Read by the reporter's thread. */
    private transient volatile long lastCommit;

    public CommitArchive(ArchiveConfig config) {
        this.config = config;
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(pending(), position());
    }

    private static ListStateDescriptor<Tidings> pending() {
        return new ListStateDescriptor<>(PENDING, TypeInformation.of(Tidings.class));
    }

    private static ListStateDescriptor<byte[]> position() {
        return new ListStateDescriptor<>(POSITION, TypeInformation.of(byte[].class));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        pendingState = context.getOperatorStateStore().getListState(pending());
        positionState = context.getOperatorStateStore().getListState(position());
        current = new ArrayList<>();
        pending = new TreeMap<>();
        covered = new TreeMap<>();
        archive = Archive.open(config);
        CommitterState state = CommitterState.NONE;
        for (byte[] bytes : positionState.get()) state = CommitterState.fromBytes(bytes);
        for (Tidings tidings : pendingState.get())
            pending.computeIfAbsent(tidings.commit(), number -> new ArrayList<>())
                    .add(tidings);
        assigned = state.assigned();
        published = state.published();
        commits = new ArchiveCommits(config.archive(), archive, state);
        try {
            commits.requireFit(pending.isEmpty() ? assigned : pending.firstKey() - 1, assigned);
        } catch (IllegalStateException doesNotFit) {
            // no restart makes it fit: say so once and end
            throw new SuppressRestartsException(doesNotFit);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup metrics = EvenflowMetrics.of(getMetricGroup());
        committed = metrics.counter("archive_commits_total");
        // a start is no commit, but what is to be told from it is whether commits have stopped since
        lastCommit = now();
        metrics.gauge("archive_last_commit_timestamp_seconds", () -> lastCommit / 1e3);
        // what the restored checkpoint covers was completed with it
        commitUpTo(assigned);
    }

    @Override
    public void processElement(StreamRecord<Tidings> element) {
        Objects.requireNonNull(current).add(element.getValue());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        TreeMap<Long, List<Tidings>> waiting = Objects.requireNonNull(pending);
        if (!Objects.requireNonNull(current).isEmpty()) {
            assigned++;
            waiting.put(
                    assigned,
                    current.stream().map(tidings -> tidings.of(assigned)).toList());
            current = new ArrayList<>();
        }
        Objects.requireNonNull(covered).put(context.getCheckpointId(), assigned);
        List<Tidings> all = new ArrayList<>();
        waiting.values().forEach(all::addAll);
        Objects.requireNonNull(pendingState).update(all);
        CommitterState state = new CommitterState(
                assigned, published, Objects.requireNonNull(commits).positions());
        Objects.requireNonNull(positionState).update(List.of(state.toBytes()));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Map.Entry<Long, Long> covers = Objects.requireNonNull(covered).floorEntry(checkpointId);
        if (covers == null) return;
        commitUpTo(covers.getValue());
        covered.headMap(checkpointId, true).clear();
        if (!finished) publish();
    }

    /** After this nothing may be handed on, but the last checkpoint is still to be committed. */
    @Override
    public void finish() throws Exception {
        finished = true;
        super.finish();
    }

    private void commitUpTo(long number) {
        TreeMap<Long, List<Tidings>> waiting = Objects.requireNonNull(pending);
        while (!waiting.isEmpty() && waiting.firstKey() <= number) {
            Map.Entry<Long, List<Tidings>> first = waiting.firstEntry();
            if (Objects.requireNonNull(commits).commit(first.getKey(), first.getValue(), now()))
                Objects.requireNonNull(committed).inc();
            lastCommit = now();
            waiting.remove(first.getKey());
        }
    }

    /** Entries of the chain that others have not been told of, those of the command line included. */
    private void publish() {
        for (ChainEntry entry : Objects.requireNonNull(archive).commits().entriesAfter(published)) {
            output.collect(new StreamRecord<>(ArchiveCommits.published(config.archive(), entry)));
            published = entry.sequence();
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (archive != null) archive.close();
        super.close();
    }
}
