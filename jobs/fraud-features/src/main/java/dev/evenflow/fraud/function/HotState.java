package dev.evenflow.fraud.function;

import java.io.Serializable;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/**
 * How much of one entity's state a subtask keeps on the heap, where the backend keeps bytes.
 *
 * @param heapShare of the TaskManager's heap for one entity of all subtasks that may run there, from 0 to 1; 0 for none
 * @param mostBytes never more than that in a subtask
 * @param segmentBits the logarithm of how many bytes are given up at once to use them again; a header has a quarter of it at most
 * @param mostUnwritten so many headers at most are newer than in the backend: a checkpoint has to write them
 */
public record HotState(double heapShare, long mostBytes, int segmentBits, int mostUnwritten) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final HotState OFF = new HotState(0, 0, 0, 0);

    /** 64 KiB: what goes at once is some hundred headers, and a header of 16 KiB is still kept. */
    static final int SEGMENT_BITS = 16;

    /** Written at a checkpoint within some 50 ms, and enough for keys that come again before the next. */
    private static final int MOST_UNWRITTEN = 16_384;

    /** @param caches how many entities share the percentage, served and settled counted apart */
    public static HotState ofHeap(int percent, int caches) {
        return new HotState(percent / 100.0 / caches, Long.MAX_VALUE, SEGMENT_BITS, MOST_UNWRITTEN);
    }

    /** Bytes for the subtask that runs there. */
    long bytes(StreamingRuntimeContext context) {
        int slots = context.getTaskManagerRuntimeInfo().getConfiguration().get(TaskManagerOptions.NUM_TASK_SLOTS);
        int subtasks = Math.min(slots, context.getTaskInfo().getNumberOfParallelSubtasks());
        return Math.min(mostBytes, (long) (Runtime.getRuntime().maxMemory() * heapShare / subtasks));
    }
}
