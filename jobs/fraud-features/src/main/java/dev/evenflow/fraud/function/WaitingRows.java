package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;

/**
 * Rows that wait until the watermark has passed their slice of time, of all keys of one subtask; released slice by slice,
 * each in the rows' total order.
 *
 * <p>They wait on the heap, up to a number of rows and of kilobytes: what comes and goes between two checkpoints touches no state. A
 * checkpoint writes those that have not been written yet, each once, and their release removes them. Rows beyond the number
 * wait in state, with a timer for each key and slice, and come back when their slice is due. Both are keyed state, so
 * that rows follow their key when the parallelism changes.
 */
final class WaitingRows implements Triggerable<String, Long> {
    /** Names of the states: part of what a savepoint promises. Keyed by entity, with the slice as namespace. */
    static final String WRITTEN = "waiting-rows-v2";

    static final String SPILLED = "spilled-rows-v1";

    /** A row counts once for each so many bytes that it begins, so that the bound holds for large rows too. */
    private static final int UNIT = 1_024;

    /** What this needs of the operator it belongs to. */
    interface Host {
        void setCurrentKey(Object key);

        <N, S extends State, T> S state(TypeSerializer<N> namespace, StateDescriptor<S, T> descriptor) throws Exception;

        <N> InternalTimerService<N> timers(String name, TypeSerializer<N> namespace, Triggerable<String, N> target);

        /** Fires timers up to a time. */
        void fireTimers(long time) throws Exception;

        /** Takes a row; its key need not be the current one. */
        void release(FeatureRow row) throws Exception;

        /** Says that every row up to a time has been released. */
        void released(long time, int rows) throws Exception;
    }

    private static final class Slice {
        final List<FeatureRow> rows = new ArrayList<>();
        /** What they count on the heap. */
        int units;
        /** How many of them, from the first, the last checkpoint left in state. */
        int written;
        /** Whether more wait in state. */
        boolean spilled;
    }

    private final Host host;
    private final RowKey key;
    private final SliceKey slices;
    private final int mostOnHeap;
    private final Comparator<FeatureRow> order;
    private final InternalListState<String, Long, FeatureRow> written;
    private final InternalListState<String, Long, FeatureRow> spilled;
    private final InternalTimerService<Long> timers;
    private final TreeMap<Long, Slice> waiting = new TreeMap<>();
    private int onHeap;

    WaitingRows(Host host, FeatureSet set, RowKey key, SliceKey slices, int mostOnHeap, Comparator<FeatureRow> order)
            throws Exception {
        this.host = host;
        this.key = key;
        this.slices = slices;
        this.mostOnHeap = mostOnHeap;
        this.order = order;
        this.written = list(host, set, WRITTEN);
        this.spilled = list(host, set, SPILLED);
        this.timers = host.timers("release-spilled-rows", LongSerializer.INSTANCE, this);
    }

    @SuppressWarnings("unchecked") // every backend's list state is one, as Flink's own window operator relies on
    private static InternalListState<String, Long, FeatureRow> list(Host host, FeatureSet set, String name)
            throws Exception {
        ListState<FeatureRow> state = host.state(LongSerializer.INSTANCE, descriptor(set, name));
        return (InternalListState<String, Long, FeatureRow>) state;
    }

    /** What it keeps, as it is opened. */
    static List<StateDescriptor<?, ?>> states(FeatureSet set) {
        return List.of(descriptor(set, WRITTEN), descriptor(set, SPILLED));
    }

    private static ListStateDescriptor<FeatureRow> descriptor(FeatureSet set, String name) {
        return new ListStateDescriptor<>(name, new FeatureRowSerializer(set));
    }

    /** Whether the watermark has passed all of a time's slice. */
    boolean isDue(long time, long watermark) {
        return slices.lastTimeOf(time) <= watermark;
    }

    /** Keeps a row whose slice is not due. */
    void add(FeatureRow row) throws Exception {
        long last = slices.lastTimeOf(row.time);
        Slice slice = waiting.computeIfAbsent(last, l -> new Slice());
        if (onHeap < mostOnHeap) {
            keep(slice, row);
        } else {
            spill(row, last, slice);
        }
    }

    private void keep(Slice slice, FeatureRow row) {
        slice.rows.add(row);
        int units = 1 + row.bytes() / UNIT;
        slice.units += units;
        onHeap += units;
    }

    private void spill(FeatureRow row, long last, Slice slice) throws Exception {
        host.setCurrentKey(key.getKey(row));
        spilled.setCurrentNamespace(last);
        spilled.add(row);
        timers.registerEventTimeTimer(last, last);
        slice.spilled = true;
    }

    /** Releases what is due. */
    void release(long watermark) throws Exception {
        for (Map.Entry<Long, Slice> first = waiting.firstEntry();
                first != null && first.getKey() <= watermark;
                first = waiting.firstEntry()) {
            long last = first.getKey();
            Slice slice = first.getValue();
            forget(slice, last);
            onHeap -= slice.units;
            if (slice.spilled) host.fireTimers(last);
            waiting.remove(last);
            slice.rows.sort(order);
            for (FeatureRow next : slice.rows) host.release(next);
            host.released(last, slice.rows.size());
        }
    }

    private void forget(Slice slice, long last) {
        for (int i = 0; i < slice.written; i++) {
            host.setCurrentKey(key.getKey(slice.rows.get(i)));
            written.setCurrentNamespace(last);
            written.clear();
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, Long> timer) throws Exception {
        Slice slice = waiting.get(timer.getNamespace());
        if (slice == null) throw new IllegalStateException("rows of a slice that was released before: " + timer);
        spilled.setCurrentNamespace(timer.getNamespace());
        for (FeatureRow row : spilled.get()) slice.rows.add(row);
        spilled.clear();
    }

    @Override
    public void onProcessingTime(InternalTimer<String, Long> timer) {
        throw new IllegalStateException("no processing-time timer is ever registered");
    }

    /** Leaves in state what waits on the heap. */
    void write() throws Exception {
        for (Map.Entry<Long, Slice> entry : waiting.entrySet()) {
            Slice slice = entry.getValue();
            for (; slice.written < slice.rows.size(); slice.written++) {
                FeatureRow next = slice.rows.get(slice.written);
                host.setCurrentKey(key.getKey(next));
                written.setCurrentNamespace(entry.getKey());
                // A copy, as the heap's backend keeps the object, and the row goes on before the checkpoint is written.
                written.add(next.copy());
            }
        }
    }

    /** Finds again what waited when the checkpoint was made. */
    void restore(KeyedStateBackend<String> backend) throws Exception {
        for (Tuple2<String, Long> at : keysAndSlices(backend, SPILLED))
            waiting.computeIfAbsent(at.f1, l -> new Slice()).spilled = true;
        for (Tuple2<String, Long> at : keysAndSlices(backend, WRITTEN)) {
            host.setCurrentKey(at.f0);
            written.setCurrentNamespace(at.f1);
            List<FeatureRow> rows = new ArrayList<>();
            for (FeatureRow row : written.get()) rows.add(row);
            Slice slice = waiting.computeIfAbsent(at.f1, l -> new Slice());
            if (onHeap + rows.size() <= mostOnHeap) {
                for (FeatureRow row : rows) keep(slice, row);
                slice.written = slice.rows.size();
            } else {
                written.clear();
                for (FeatureRow row : rows) spill(row, at.f1, slice);
            }
        }
    }

    private static List<Tuple2<String, Long>> keysAndSlices(KeyedStateBackend<String> backend, String state) {
        try (Stream<Tuple2<String, Long>> stream = backend.getKeysAndNamespaces(state)) {
            return stream.toList();
        }
    }
}
