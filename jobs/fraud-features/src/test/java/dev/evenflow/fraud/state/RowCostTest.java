package dev.evenflow.fraud.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.vector.VectorEncoder;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.function.RowKey;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a row of the default feature set costs on its way, counted, so that it is the same on every machine: bytes between
 * operators and bytes allocated. Each bound is some percent above what was measured when it was set.
 */
class RowCostTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int HOPS = SET.plan().entities().size();

    private final FeatureRowSerializer serializer = new FeatureRowSerializer(SET);
    private final DataOutputSerializer out = new DataOutputSerializer(4096);
    private final DataInputDeserializer in = new DataInputDeserializer();
    private final List<FeatureRow> rows = new ArrayList<>();

    /** What a pass over all rows came to, per row. */
    private record Cost(double bytes, double allocated) {}

    @BeforeEach
    void read() throws Exception {
        for (Transaction transaction : new RandomPayments(3, 500, Duration.ofDays(5)).transactions)
            rows.add(SET.plan().readEvent(transaction));
    }

    /** All hops of all rows: keyed, written, read, keyed again, and features set as the entity would. */
    private Cost hops() throws IOException {
        List<EntityPlan> entities = SET.plan().entities();
        List<RowKey> keys =
                entities.stream().map(entity -> new RowKey(entity.keySlot())).toList();
        long bytes = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int r = 0; r < rows.size(); r++) {
            FeatureRow row = rows.get(r);
            for (int e = 0; e < HOPS; e++) {
                keys.get(e).getKey(row);
                out.clear();
                serializer.serialize(row, out);
                in.setBuffer(out.getSharedBuffer(), 0, out.length());
                row = serializer.deserialize(in);
                keys.get(e).getKey(row);
                if (!row.isNull(entities.get(e).keySlot())) fill(entities.get(e), row);
                bytes += out.length();
            }
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return new Cost((double) bytes / rows.size(), (double) allocated / rows.size());
    }

    private static void fill(EntityPlan entity, FeatureRow row) {
        List<Slot> slots = entity.featureSlots();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            switch (slot.type()) {
                case LONG -> row.setLong(slot, i);
                case DOUBLE -> row.setDouble(slot, i / 100.0);
                case BOOLEAN -> row.setBoolean(slot, true);
                case TEXT -> row.setText(slot, "FR");
            }
        }
    }

    @Test
    void aHopCopiesWhatIsThere() throws IOException {
        hops();
        Cost cost = hops();
        System.out.printf(
                Locale.ROOT,
                "per hop: %.0f bytes written, %.0f bytes allocated%n",
                cost.bytes() / HOPS,
                cost.allocated() / HOPS);
        assertThat(cost.bytes() / HOPS).isLessThan(700);
        assertThat(cost.allocated() / HOPS).isLessThan(1_400);
    }

    @Test
    void aVectorIsAllocatedOnce() {
        VectorEncoder encoder = SET.plan().vectorEncoder();
        byte[] header = {0, 0, 0, 0, 1};
        for (FeatureRow row : rows) for (EntityPlan entity : SET.plan().entities()) fill(entity, row);
        for (FeatureRow row : rows) encoder.encode(header, row, "SERVED");
        long bytes = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int r = 0; r < rows.size(); r++) bytes += encoder.encode(header, rows.get(r), "SERVED").length;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / rows.size()).isLessThan((double) bytes / rows.size() + 32);
    }
}
