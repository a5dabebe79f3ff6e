package dev.evenflow.benchmarks;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entity's kernel on a store in memory, and what it cost: states as bytes, as RocksDB has them, or as objects. */
final class EntityCosts {
    private record ChunkKey(String key, long number) {}

    private final EntityPlan plan;
    private final EntityKernel kernel;
    private final boolean asBytes;
    private final Map<String, byte[]> headers = new HashMap<>();
    private final Map<String, EntityState> states = new HashMap<>();
    private final Map<ChunkKey, byte[]> chunks = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    /** A state whose bytes are all that is kept of it: the next one is read into it. */
    private @Nullable EntityState spare;

    private String key = "";
    private boolean counts;

    long cpuNanos;
    long allocated;
    private long events;
    private long headerBytes;
    private long gets;
    private long puts;
    private long removes;
    private long chunkBytes;

    private final ChunkStore store = new ChunkStore() {
        @Override
        public byte @Nullable [] get(long number) {
            if (counts) gets++;
            return chunks.get(new ChunkKey(key, number));
        }

        @Override
        public void put(long number, byte[] chunk) {
            if (counts) {
                puts++;
                chunkBytes += chunk.length;
            }
            chunks.put(new ChunkKey(key, number), chunk);
        }

        @Override
        public void remove(long number) {
            if (counts) removes++;
            chunks.remove(new ChunkKey(key, number));
        }
    };

    EntityCosts(EntityPlan plan, long slackMs, boolean asBytes) {
        this.plan = plan;
        this.kernel = plan.kernel(slackMs);
        this.asBytes = asBytes;
    }

    void handle(List<FeatureRow> rows, boolean counted) throws IOException {
        counts = counted;
        for (FeatureRow row : rows) {
            String found = row.getText(plan.keySlot());
            if (found == null || (row.kind == FeatureRow.Kind.LABEL && !plan.hasLabelFeatures())) continue;
            key = found;
            EntityState state = read();
            if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, store, row, null);
            else kernel.addEvent(state, store, row, null);
            write(state);
            if (counts) events++;
        }
    }

    private EntityState read() throws IOException {
        if (!asBytes) return states.computeIfAbsent(key, k -> kernel.newState());
        byte[] bytes = headers.get(key);
        if (bytes == null) return kernel.newState();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return spare == null ? kernel.codec().read(in) : kernel.codec().read(in, spare);
    }

    private void write(EntityState state) throws IOException {
        if (!asBytes) return;
        bytes.reset();
        kernel.codec().write(state, new DataOutputStream(bytes));
        headers.put(key, bytes.toByteArray());
        spare = state;
        if (counts) headerBytes += bytes.size();
    }

    /** Thread time per row, over all entities. */
    static double nanosPerRow(List<EntityCosts> all) {
        return (double) all.stream().mapToLong(each -> each.cpuNanos).sum()
                / all.stream().mapToLong(each -> each.events).sum();
    }

    static void print(List<EntityCosts> all, PrintStream out) {
        out.println(
                "  | entity | rows | keys | ns/row | allocated B | header B | chunk gets | puts | removes | chunk B/row |");
        out.println("  | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (EntityCosts each : all)
            out.printf(
                    Locale.ROOT,
                    "  | %s | %,d | %,d | %,.0f | %,.0f | %,.0f | %.3f | %.3f | %.3f | %.1f |%n",
                    each.plan.name(),
                    each.events,
                    Math.max(each.headers.size(), each.states.size()),
                    (double) each.cpuNanos / each.events,
                    (double) each.allocated / each.events,
                    (double) each.headerBytes / each.events,
                    (double) each.gets / each.events,
                    (double) each.puts / each.events,
                    (double) each.removes / each.events,
                    (double) each.chunkBytes / each.events);
    }
}
