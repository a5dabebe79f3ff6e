package dev.evenflow.features.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one event costs in operations on the store, bytes and allocation, counted, not timed: for few and many windows, with
 * and without slack, on a key so busy that every window's tail is in a chunk of its own, and on one that is not.
 */
class KernelCostTest {
    /** The header's get and put, beside what {@link ChunkStore} is asked for. */
    private static final int HEADER_OPERATIONS = 2;

    private static final double MOST_OPERATIONS = 2.5;
    /** Per event, with what this test needs itself; a few hundred are allocated, independent of the windows. */
    private static final int MOST_ALLOCATED = 800;

    private static final int MERCHANTS = 6;

    static Stream<Arguments> keys() {
        List<Arguments> cases = new ArrayList<>();
        // windows, slack, mean gap in ms; most bytes of header: a quarter more than what they are
        for (long slack : new long[] {0, 50}) {
            cases.add(Arguments.of(1, slack, 2, 290));
            cases.add(Arguments.of(1, slack, 400, 190));
            cases.add(Arguments.of(5, slack, 2, 700));
            cases.add(Arguments.of(5, slack, 400, 390));
            cases.add(Arguments.of(20, slack, 2, 4_200));
            cases.add(Arguments.of(20, slack, 400, 1_000));
        }
        return cases.stream();
    }

    /** Windows from 400 ms to the number times as much. */
    private static List<FeatureSpec> features(int windows) {
        List<FeatureSpec> specs = new ArrayList<>();
        for (int i = 1; i <= windows; i++) {
            long window = 400L * i;
            specs.add(KernelFixture.spec("count_" + i, Aggregate.COUNT, null, window, 0, null, null, true));
            specs.add(KernelFixture.spec("sum_" + i, Aggregate.SUM, "amount", window, 0, "online", null, true));
            specs.add(KernelFixture.spec("frauds_" + i, Aggregate.COUNT, null, window, 0, null, "is_fraud", true));
            specs.add(KernelFixture.spec("max_" + i, Aggregate.MAX, "amount", window, 0, null, null, true));
            specs.add(KernelFixture.spec("distinct_" + i, Aggregate.DISTINCT, "merchant", window, 0, null, null, true));
        }
        return specs;
    }

    /** Costs over the events of a key, once the longest window is full. */
    private record Costs(double operations, double headerBytes, double allocatedBytes) {}

    private static Costs costs(int windows, long slack, int gap) throws IOException {
        KernelFixture fixture = new KernelFixture(features(windows), slack);
        int counted = 4_000;
        int before = 400 * windows / gap + 200;
        List<FeatureRow> rows = new ArrayList<>();
        for (int i = 0; i < before + counted; i++) rows.add(row(fixture, i, gap));
        StateBytes bytes = new StateBytes();
        EntityState state = fixture.kernel.newState();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        long written = 0;
        long operations = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (i == before) {
                operations = -(fixture.gets + fixture.puts + fixture.removes);
                allocated =
                        -thread.getThreadAllocatedBytes(Thread.currentThread().getId());
            }
            fixture.kernel.addEvent(state, fixture.store, rows.get(i), null);
            bytes.size = 0;
            fixture.kernel.codec().write(state, bytes.out);
            state = fixture.kernel.codec().read(bytes.in(), state);
            if (i >= before) written += bytes.size;
        }
        allocated += thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        operations += fixture.gets + fixture.puts + fixture.removes;
        return new Costs(
                HEADER_OPERATIONS + (double) operations / counted,
                (double) written / counted,
                (double) allocated / counted);
    }

    private static FeatureRow row(KernelFixture fixture, int i, int gap) {
        // a fixed mixture: gaps from 0 to twice the mean, amounts up and down
        long time = 1_000_000L + (long) i * gap + (i * 7L) % (gap + 1);
        return fixture.row(new BruteForce.Event(
                time,
                String.format(Locale.ROOT, "s7-abc-%09d", i),
                (i * 7_919L) % 20_000,
                "m" + i * 31 % MERCHANTS,
                i % 3 == 0,
                null,
                null));
    }

    /** An array that is written and read without making anything, as far as the streams allow. */
    private static final class StateBytes {
        final byte[] bytes = new byte[1 << 16];
        int size;
        final DataOutputStream out = new DataOutputStream(new OutputStream() {
            @Override
            public void write(int value) {
                bytes[size++] = (byte) value;
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                System.arraycopy(from, offset, bytes, size, length);
                size += length;
            }
        });

        DataInputStream in() {
            return new DataInputStream(new ByteArrayInputStream(bytes, 0, size));
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void anEventCostsFewOperationsBytesAndObjects(int windows, long slack, int gap, int header) throws IOException {
        costs(windows, slack, gap);
        Costs costs = costs(windows, slack, gap);
        System.out.printf(
                Locale.ROOT,
                "%2d windows, slack %2d, gap %3d ms: %.3f operations, %,.0f bytes of header, %,.0f allocated%n",
                windows,
                slack,
                gap,
                costs.operations(),
                costs.headerBytes(),
                costs.allocatedBytes());
        assertThat(costs.operations()).isLessThanOrEqualTo(MOST_OPERATIONS);
        assertThat(costs.headerBytes()).isLessThanOrEqualTo(header);
        assertThat(costs.allocatedBytes()).isLessThanOrEqualTo(MOST_ALLOCATED);
    }
}
