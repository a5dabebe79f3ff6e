package dev.evenflow.flink.upgrade;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a savepoint or checkpoint holds, by operator id (hexadecimal), as its own files say: names of states and snapshots of
 * the serializers that wrote them. Values are not read.
 */
public record SavedStates(Map<String, Operator> operators) {

    /**
     * @param uid empty if the writer did not keep it
     * @param bytes of all its states
     * @param keys what wrote the keys; null without keyed state
     */
    public record Operator(
            String uid,
            int maxParallelism,
            long bytes,
            @Nullable TypeSerializerSnapshot<?> keys,
            Map<String, State> states) {}

    /** @param values what wrote the values: of a list that is not keyed, its elements */
    public record State(boolean keyed, TypeSerializerSnapshot<?> values) {}

    /** Reads {@code _metadata} of a savepoint or checkpoint, and the beginning of the files it names. */
    public static SavedStates read(String savepoint, ClassLoader classes) throws IOException {
        Map<String, Operator> operators = new LinkedHashMap<>();
        for (OperatorState operator : metadata(savepoint, classes).getOperatorStates()) {
            Map<String, State> states = new TreeMap<>();
            TypeSerializerSnapshot<?> keys = null;
            for (OperatorSubtaskState subtask : operator.getStates()) {
                List<KeyedStateHandle> keyed = new ArrayList<>(subtask.getManagedKeyedState());
                for (KeyedStateHandle handle : keyed) keys = keyed(handle, classes, states, keys);
                for (OperatorStateHandle handle : subtask.getManagedOperatorState()) unkeyed(handle, classes, states);
            }
            operators.put(
                    operator.getOperatorID().toHexString(),
                    new Operator(
                            operator.getOperatorUid().orElse(""),
                            operator.getMaxParallelism(),
                            operator.getStateSize(),
                            keys,
                            states));
        }
        return new SavedStates(operators);
    }

    static CheckpointMetadata metadata(String savepoint, ClassLoader classes) throws IOException {
        Path file = new Path(savepoint, "_metadata");
        try (DataInputStream in = new DataInputStream(file.getFileSystem().open(file))) {
            return Checkpoints.loadCheckpointMetadata(in, classes, savepoint);
        }
    }

    private static @Nullable TypeSerializerSnapshot<?> keyed(
            KeyedStateHandle handle,
            ClassLoader classes,
            Map<String, State> states,
            @Nullable TypeSerializerSnapshot<?> known)
            throws IOException {
        StreamStateHandle file;
        if (handle instanceof IncrementalRemoteKeyedStateHandle incremental)
            file = incremental.getMetaDataStateHandle();
        else if (handle instanceof KeyGroupsStateHandle whole) file = whole;
        else throw new IOException("a state is kept as " + handle.getClass().getName() + ", which is not known here");
        KeyedBackendSerializationProxy<Object> head = new KeyedBackendSerializationProxy<>(classes);
        try (InputStream in = file.openInputStream()) {
            head.read(new DataInputViewStreamWrapper(in));
        }
        for (StateMetaInfoSnapshot state : head.getStateMetaInfoSnapshots())
            // timers are Flink's own
            if (state.getBackendStateType() == StateMetaInfoSnapshot.BackendStateType.KEY_VALUE)
                add(states, state, true);
        return known == null ? head.getKeySerializerSnapshot() : known;
    }

    private static void unkeyed(OperatorStateHandle handle, ClassLoader classes, Map<String, State> states)
            throws IOException {
        OperatorBackendSerializationProxy head = new OperatorBackendSerializationProxy(classes);
        try (InputStream in = handle.openInputStream()) {
            head.read(new DataInputViewStreamWrapper(in));
        }
        for (StateMetaInfoSnapshot state : head.getOperatorStateMetaInfoSnapshots()) add(states, state, false);
    }

    private static void add(Map<String, State> states, StateMetaInfoSnapshot state, boolean keyed) {
        TypeSerializerSnapshot<?> values = state.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER);
        if (values != null) states.put(state.getName(), new State(keyed, values));
    }
}
