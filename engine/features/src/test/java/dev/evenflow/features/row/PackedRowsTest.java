package dev.evenflow.features.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed rows against the rows that were packed, after features were set, texts among them, and rows were dropped. */
class PackedRowsTest {
    private static final int INPUTS = 5;

    private static RowLayout layout(Random random) {
        RowLayout.Builder builder = RowLayout.builder();
        for (int i = 0; i < INPUTS; i++) builder.add("in" + i, SlotType.values()[random.nextInt(4)], 0);
        builder.add("key", SlotType.TEXT, 0);
        for (int section = 0; section < 2; section++) {
            builder.section();
            for (int i = 0; i < 40; i++) builder.add("f" + section + "_" + i, SlotType.values()[random.nextInt(4)], 0);
        }
        return builder.build();
    }

    private static void set(FeatureRow row, Slot slot, Random random) {
        switch (slot.type()) {
            case LONG -> row.setLong(slot, random.nextLong());
            case DOUBLE -> row.setDouble(slot, random.nextGaussian());
            case BOOLEAN -> row.setBoolean(slot, random.nextBoolean());
            case TEXT -> row.setText(slot, "ä".repeat(random.nextInt(200)));
        }
    }

    private static FeatureRow made(RowLayout layout, Random random, int number) {
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.values()[random.nextInt(2)];
        row.time = random.nextLong();
        row.labelledTime = random.nextLong();
        row.sourcePartition = random.nextInt(3) - 1;
        row.sourceOffset = number;
        row.setId("id-" + number);
        for (int i = 0; i < INPUTS; i++)
            if (random.nextBoolean()) set(row, layout.slots().get(i), random);
        if (random.nextInt(5) > 0) row.setText(layout.slot("key"), "key-" + random.nextInt(7));
        return row;
    }

    private static void assertSame(PackedRows packed, int number, FeatureRow row) {
        FeatureRow read = new FeatureRow(packed.layout());
        packed.read(number, read);
        assertThat(read).isEqualTo(row);
        assertThat(read.sourceOffset).isEqualTo(row.sourceOffset);
        assertThat(read.sourcePartition).isEqualTo(row.sourcePartition);
        Slot key = packed.layout().slot("key");
        assertThat(packed.time(number)).isEqualTo(row.time);
        assertThat(packed.kind(number)).isEqualTo(row.kind);
        assertThat(packed.isNull(number, key)).isEqualTo(row.isNull(key));
        if (!row.isNull(key)) assertThat(packed.textHash(number, key)).isEqualTo(row.textHash(key));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rowsAreWhatWasPackedAndWritten(long seed) {
        Random random = new Random(seed);
        RowLayout layout = layout(random);
        List<FeatureRow> rows = new ArrayList<>();
        List<PackedRows.Part> parts = new ArrayList<>();
        for (int count : new int[] {1500, 0, 3000}) {
            PackedRows.Part part = new PackedRows.Part(layout);
            for (int i = 0; i < count; i++) {
                FeatureRow row = made(layout, random, rows.size());
                rows.add(row);
                assertThat(part.add(row)).isGreaterThan(40);
            }
            parts.add(part);
        }
        PackedRows packed = new PackedRows(layout, parts);
        assertThat(packed.size()).isEqualTo(4500);
        for (int i = 0; i < rows.size(); i++) assertSame(packed, i, rows.get(i));

        FeatureRow reused = new FeatureRow(layout);
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < rows.size(); i++) {
                packed.read(i, reused);
                for (int f = 0; f < 40; f++) {
                    Slot slot = layout.slot("f" + pass + "_" + f);
                    if (random.nextInt(3) > 0) set(reused, slot, random);
                    rows.get(i).copySlot(slot, reused);
                }
                packed.write(i, reused);
            }
        }
        for (int i = 0; i < rows.size(); i++) assertSame(packed, i, rows.get(i));

        packed.drop(7);
        assertThat(packed.has(7)).isFalse();
        assertThat(packed.has(8)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9})
    void rowsOfOneKeyHaveTheSameText(int keys) {
        RowLayout.Builder builder = RowLayout.builder();
        Slot key = builder.add("key", SlotType.TEXT, 0);
        RowLayout layout = builder.build();
        PackedRows.Part part = new PackedRows.Part(layout);
        for (int i = 0; i < 20; i++) {
            FeatureRow row = new FeatureRow(layout);
            row.setId("i".repeat(i));
            row.setText(key, "k" + i % (keys + 1));
            part.add(row);
        }
        PackedRows packed = new PackedRows(layout, List.of(part));
        for (int a = 0; a < 20; a++)
            for (int b = 0; b < 20; b++)
                assertThat(packed.sameText(a, b, key)).isEqualTo(a % (keys + 1) == b % (keys + 1));
    }
}
