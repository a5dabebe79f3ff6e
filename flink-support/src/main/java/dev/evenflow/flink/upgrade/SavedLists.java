package dev.evenflow.flink.upgrade;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;

/** Reads lists that are not keyed from a savepoint, by operator id and state name. */
public final class SavedLists {
    private final CheckpointMetadata savepoint;

    private SavedLists(CheckpointMetadata savepoint) {
        this.savepoint = savepoint;
    }

    public static SavedLists of(String savepoint, ClassLoader classes) throws IOException {
        return new SavedLists(SavedStates.metadata(savepoint, classes));
    }

    /** Elements of all subtasks; empty if there is no such state. */
    public <T> List<T> read(String uid, String state, TypeSerializer<T> elements) throws IOException {
        List<T> found = new ArrayList<>();
        for (OperatorState operator : savepoint.getOperatorStates()) {
            if (!JobPlan.ofId(operator.getOperatorUid().orElse("")).equals(uid)) continue;
            for (OperatorSubtaskState subtask : operator.getStates())
                for (OperatorStateHandle handle : subtask.getManagedOperatorState())
                    read(handle, state, elements, found);
        }
        return found;
    }

    private static <T> void read(OperatorStateHandle handle, String state, TypeSerializer<T> elements, List<T> found)
            throws IOException {
        OperatorStateHandle.StateMetaInfo at =
                handle.getStateNameToPartitionOffsets().get(state);
        if (at == null) return;
        try (FSDataInputStream in = handle.openInputStream()) {
            for (long offset : at.getOffsets()) {
                in.seek(offset);
                found.add(elements.deserialize(new DataInputViewStreamWrapper(in)));
            }
        }
    }
}
