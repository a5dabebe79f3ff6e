package dev.evenflow.fraud.local;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.PackedRows;
import dev.evenflow.fraud.function.LateEvents;
import dev.evenflow.operations.LateEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entity's features over all rows of a history, as {@code UpdateEntityFeatures} computes them in BATCH: each key's
 * rows in their total order through one state. A row that goes no further is dropped.
 */
final class EntityPass {
    private static final int PIECES = 256;
    private static final int NO_KEY = -1;

    private final EntityPlan entity;
    private final LateEvents lateEvents;
    private final PackedRows rows;
    private final List<LateEvent> late = Collections.synchronizedList(new ArrayList<>());

    EntityPass(EntityPlan entity, LateEvents lateEvents, PackedRows rows) {
        this.entity = entity;
        this.lateEvents = lateEvents;
        this.rows = rows;
    }

    /** @return events that were refused */
    List<LateEvent> run(Workers workers) throws Exception {
        int[] keyOf = new int[rows.size()];
        int ranges = workers.threads() * 4;
        KeyCodes[] ofRange = new KeyCodes[ranges];
        workers.each(ranges, () -> range -> {
            KeyCodes codes = new KeyCodes(rows, entity.keySlot());
            int to = begin(range + 1, ranges, rows.size());
            for (int row = begin(range, ranges, rows.size()); row < to; row++)
                keyOf[row] = isMember(row) ? codes.of(row) : NO_KEY;
            ofRange[range] = codes;
        });
        KeyCodes keys = new KeyCodes(rows, entity.keySlot());
        for (int range = 0; range < ranges; range++) {
            int[] codes = keys.of(ofRange[range]);
            int to = begin(range + 1, ranges, rows.size());
            for (int row = begin(range, ranges, rows.size()); row < to; row++)
                if (keyOf[row] != NO_KEY) keyOf[row] = codes[keyOf[row]];
        }
        int[] begins = new int[keys.size() + 1];
        for (int key : keyOf) if (key != NO_KEY) begins[key + 1]++;
        for (int i = 0; i < keys.size(); i++) begins[i + 1] += begins[i];
        int[] members = new int[begins[keys.size()]];
        int[] next = begins.clone();
        for (int row = 0; row < keyOf.length; row++) if (keyOf[row] != NO_KEY) members[next[keyOf[row]]++] = row;
        workers.each(PIECES, () -> {
            KeyFold fold = new KeyFold();
            return piece -> {
                int to = begin(piece + 1, PIECES, keys.size());
                for (int key = begin(piece, PIECES, keys.size()); key < to; key++)
                    fold.key(members, begins[key], begins[key + 1]);
            };
        });
        return late;
    }

    private static int begin(int piece, int pieces, int all) {
        return (int) ((long) all * piece / pieces);
    }

    /** False where the entity has nothing to do with the row. */
    private boolean isMember(int row) {
        return rows.has(row)
                && !rows.isNull(row, entity.keySlot())
                && (rows.kind(row) != FeatureRow.Kind.LABEL || entity.hasLabelFeatures());
    }

    /** One thread's kernel, and the state of the key it is at. */
    private final class KeyFold {
        private final EntityKernel kernel = entity.kernel(0);
        private final Chunks chunks = new Chunks();
        private final TimeOrder order = new TimeOrder(rows);
        private final FeatureRow row = new FeatureRow(rows.layout());

        void key(int[] members, int from, int to) {
            order.sort(members, from, to);
            EntityState state = kernel.newState();
            chunks.clear();
            for (int i = from; i < to; i++) {
                int member = members[i];
                rows.read(member, row);
                if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, chunks, row, null);
                else outcome(member, kernel.addEvent(state, chunks, row, null));
            }
        }

        private void outcome(int member, Outcome outcome) {
            switch (outcome) {
                case ADDED -> rows.write(member, row);
                case DUPLICATE -> rows.drop(member);
                case CONFLICT -> {
                    late.add(lateEvents.conflict(row));
                    rows.drop(member);
                }
                case BEYOND_SLACK -> throw new IllegalStateException(row + " came out of order, in sorted rows");
            }
        }
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
