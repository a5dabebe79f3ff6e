package dev.evenflow.flink.upgrade;

import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;

/** The form that a state's values are kept in. */
final class StateForm {
    private StateForm() {}

    /** What reads the values: of a list that is not keyed, its elements. */
    static TypeSerializer<?> serializer(StateDescriptor<?, ?> state, boolean keyed) {
        return !keyed && state instanceof ListStateDescriptor<?> list
                ? list.getElementSerializer()
                : state.getSerializer();
    }

    /** Kind and serializers, ours with their versions, as a line that changes when the form does. */
    static String text(StateDescriptor<?, ?> state) {
        if (state instanceof ListStateDescriptor<?> list) return "list of " + text(list.getElementSerializer());
        if (state instanceof MapStateDescriptor<?, ?> map)
            return "map of " + text(map.getKeySerializer()) + " to " + text(map.getValueSerializer());
        return "value of " + text(state.getSerializer());
    }

    private static String text(TypeSerializer<?> serializer) {
        if (serializer instanceof ListSerializer<?> list) return "list(" + text(list.getElementSerializer()) + ")";
        if (serializer instanceof MapSerializer<?, ?> map)
            return "map(" + text(map.getKeySerializer()) + ", " + text(map.getValueSerializer()) + ")";
        String name = serializer.getClass().getSimpleName();
        // Flink sees to its own
        return serializer.getClass().getName().startsWith("org.apache.flink.")
                ? name
                : name + " " + serializer.snapshotConfiguration().getCurrentVersion();
    }

    /** Empty if what reads now can read what was written then; else why not. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // which type it is, is what is asked
    static String refusal(TypeSerializer<?> now, TypeSerializerSnapshot<?> then) {
        try {
            TypeSerializerSnapshot snapshot = now.snapshotConfiguration();
            TypeSerializerSchemaCompatibility<?> answer = snapshot.resolveSchemaCompatibility(then);
            return answer.isIncompatible()
                    ? "it was written by " + then.getClass().getName() + " version " + then.getCurrentVersion()
                            + ", which " + now.getClass().getName() + " does not read"
                    : "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
