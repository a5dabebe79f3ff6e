package dev.evenflow.fraud.local;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.features.row.Slot;
import dev.evenflow.fraud.function.LateEvents;
import dev.evenflow.operations.LateEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entity's features over all rows of a history, as {@code UpdateEntityFeatures} computes them in BATCH: each key's
 * rows in their total order through one state. A row that goes no further becomes null in the array.
 */
final class EntityPass {
    private static final int PARTITIONS = 256;

    private final EntityPlan entity;
    private final Comparator<FeatureRow> order;
    private final LateEvents lateEvents;
    private final @Nullable FeatureRow[] rows;
    private final List<LateEvent> late = Collections.synchronizedList(new ArrayList<>());

    EntityPass(EntityPlan entity, RowLayout layout, LateEvents lateEvents, @Nullable FeatureRow[] rows) {
        this.entity = entity;
        this.order = RowOrder.of(layout);
        this.lateEvents = lateEvents;
        this.rows = rows;
    }

    /** @return events that were refused */
    List<LateEvent> run(Workers workers) throws Exception {
        long[] hashes = new long[rows.length];
        int[] partitionOf = new int[rows.length];
        int ranges = workers.threads() * 4;
        workers.each(ranges, () -> range -> {
            int to = (int) ((long) rows.length * (range + 1) / ranges);
            for (int i = (int) ((long) rows.length * range / ranges); i < to; i++)
                partitionOf[i] = partition(rows[i], hashes, i);
        });
        int[] begins = new int[PARTITIONS + 1];
        for (int partition : partitionOf) if (partition >= 0) begins[partition + 1]++;
        for (int i = 0; i < PARTITIONS; i++) begins[i + 1] += begins[i];
        int[] members = new int[begins[PARTITIONS]];
        int[] next = begins.clone();
        for (int i = 0; i < partitionOf.length; i++) if (partitionOf[i] >= 0) members[next[partitionOf[i]]++] = i;
        workers.each(PARTITIONS, () -> {
            KeyFold fold = new KeyFold();
            return partition -> fold.partition(members, begins[partition], begins[partition + 1], hashes);
        });
        return late;
    }

    /** -1 where the entity has nothing to do with the row. */
    private int partition(@Nullable FeatureRow row, long[] hashes, int index) {
        if (row == null || row.isNull(entity.keySlot())) return -1;
        if (row.kind == FeatureRow.Kind.LABEL && !entity.hasLabelFeatures()) return -1;
        hashes[index] = row.textHash(entity.keySlot());
        return (int) (hashes[index] >>> 32) & PARTITIONS - 1;
    }

    /** One thread's kernel, and the state of the key it is at. */
    private final class KeyFold {
        private final EntityKernel kernel = entity.kernel(0);
        private final Chunks chunks = new Chunks();
        private final Slot key = entity.keySlot();

        void partition(int[] members, int from, int to, long[] hashes) {
            Map<Long, Rows> keys = new HashMap<>();
            for (int i = from; i < to; i++) {
                FeatureRow row = Objects.requireNonNull(rows[members[i]]);
                ofKey(keys, hashes[members[i]], row).add(members[i], row.time);
            }
            for (Rows first : keys.values()) for (Rows of = first; of != null; of = of.sameHash) key(of);
        }

        private Rows ofKey(Map<Long, Rows> keys, long hash, FeatureRow row) {
            Rows first = keys.get(hash);
            for (Rows of = first; of != null; of = of.sameHash) if (row.textIs(key, of.text)) return of;
            Rows made = new Rows(Objects.requireNonNull(row.getText(key)).getBytes(StandardCharsets.UTF_8), first);
            keys.put(hash, made);
            return made;
        }

        private void key(Rows of) {
            EntityState state = kernel.newState();
            chunks.clear();
            for (int index : of.ordered()) {
                FeatureRow row = Objects.requireNonNull(rows[index]);
                if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, chunks, row, null);
                else outcome(index, row, kernel.addEvent(state, chunks, row, null));
            }
        }

        private void outcome(int index, FeatureRow row, Outcome outcome) {
            switch (outcome) {
                case ADDED -> {}
                case DUPLICATE -> rows[index] = null;
                case CONFLICT -> {
                    late.add(lateEvents.conflict(row));
                    rows[index] = null;
                }
                case BEYOND_SLACK -> throw new IllegalStateException(row + " came out of order, in sorted rows");
            }
        }
    }

    /** The rows of one key, as indices. */
    private final class Rows {
        final byte[] text;
        /** Another key of the same hash. */
        final @Nullable Rows sameHash;

        private int[] indices = new int[32];
        private int size;
        private long lastTime = Long.MIN_VALUE;
        private boolean inOrder = true;

        Rows(byte[] text, @Nullable Rows sameHash) {
            this.text = text;
            this.sameHash = sameHash;
        }

        void add(int index, long time) {
            if (size == indices.length) indices = Arrays.copyOf(indices, size * 2);
            indices[size++] = index;
            // equal times are decided by more than time
            if (time <= lastTime) inOrder = false;
            lastTime = time;
        }

        int[] ordered() {
            int[] mine = Arrays.copyOf(indices, size);
            return inOrder
                    ? mine
                    : Arrays.stream(mine)
                            .boxed()
                            .sorted((a, b) -> compare(rows[a], rows[b]))
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
    }

    private int compare(@Nullable FeatureRow a, @Nullable FeatureRow b) {
        FeatureRow first = Objects.requireNonNull(a);
        FeatureRow second = Objects.requireNonNull(b);
        return first.time == second.time ? order.compare(first, second) : Long.compare(first.time, second.time);
    }

    /** One key's sealed chunks. */
    private static final class Chunks implements ChunkStore {
        private final Map<Long, byte[]> chunks = new HashMap<>();

        void clear() {
            chunks.clear();
        }

        @Override
        public byte @Nullable [] get(long number) {
            return chunks.get(number);
        }

        @Override
        public void put(long number, byte[] chunk) {
            chunks.put(number, chunk);
        }

        @Override
        public void remove(long number) {
            chunks.remove(number);
        }
    }
}
