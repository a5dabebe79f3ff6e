package dev.evenflow.features.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row against a map of its values, whatever is set, replaced and removed, and after each way through its bytes. */
class FeatureRowTest {
    private static final List<String> TEXTS =
            List.of("", "a", "ab", "card-4711", "Zürich", "日本", "\uD83D\uDE80", "\uFFFD", "z".repeat(300));

    private static RowLayout layout(Random random) {
        RowLayout.Builder builder = RowLayout.builder();
        int slots = 0;
        for (int section = random.nextInt(5); section >= 0; section--) {
            for (int i = random.nextInt(80); i >= 0; i--)
                builder.add("s" + slots++, SlotType.values()[random.nextInt(4)], 0);
            if (section > 0) builder.section();
        }
        return builder.build();
    }

    private static FeatureRow throughBytes(FeatureRow row, RowLayout layout) throws IOException {
        FeatureRowCodec codec = new FeatureRowCodec(layout);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.write(row, new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        FeatureRow read = codec.read(in);
        assertThat(in.available()).isZero();
        return read;
    }

    private static void change(FeatureRow row, Slot slot, Random random, Map<Slot, Object> model) {
        Object value =
                switch (slot.type()) {
                    case LONG -> random.nextLong();
                    case DOUBLE -> random.nextBoolean() ? random.nextGaussian() : -0.0;
                    case BOOLEAN -> random.nextBoolean();
                    case TEXT -> TEXTS.get(random.nextInt(TEXTS.size()));
                };
        if (random.nextInt(4) == 0) {
            row.setNull(slot);
            model.remove(slot);
            return;
        }
        model.put(slot, value);
        switch (slot.type()) {
            case LONG -> row.setLong(slot, (Long) value);
            case DOUBLE -> row.setDouble(slot, (Double) value);
            case BOOLEAN -> row.setBoolean(slot, (Boolean) value);
            case TEXT -> row.setText(slot, (String) value);
        }
    }

    private static void assertHolds(FeatureRow row, RowLayout layout, Map<Slot, Object> model) {
        for (Slot slot : layout.slots()) {
            Object expected = model.get(slot);
            assertThat(row.isNull(slot)).isEqualTo(expected == null);
            if (expected == null) {
                assertThat(row.getLong(slot)).isZero();
                assertThat(row.getText(slot)).isNull();
                continue;
            }
            Object actual =
                    switch (slot.type()) {
                        case LONG -> row.getLong(slot);
                        case DOUBLE -> row.getDouble(slot);
                        case BOOLEAN -> row.getBoolean(slot);
                        case TEXT -> row.getText(slot);
                    };
            assertThat(actual).as(slot.name()).isEqualTo(expected);
            if (!(expected instanceof String text)) continue;
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            byte[] copy = new byte[row.textLength(slot)];
            row.copyText(slot, copy, 0);
            assertThat(copy).isEqualTo(utf8);
            assertThat(row.textIs(slot, utf8)).isTrue();
            assertThat(row.textIs(slot, (text + "!").getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
            assertThat(row.textHash(slot)).isEqualTo(TextHash.of(utf8, 0, utf8.length));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void holdsWhatWasSet(long seed) throws IOException {
        Random random = new Random(seed);
        RowLayout layout = layout(random);
        FeatureRow row = new FeatureRow(layout);
        Map<Slot, Object> model = new HashMap<>();
        for (int step = 0; step < 40; step++) {
            for (int i = random.nextInt(20); i >= 0; i--)
                change(row, layout.slots().get(random.nextInt(layout.size())), random, model);
            row.kind = FeatureRow.Kind.of(random.nextInt(3));
            row.setId(TEXTS.get(random.nextInt(TEXTS.size())));
            row.time = random.nextLong() >>> 16;
            row.labelledTime = row.time - random.nextInt(100);
            row.entity = random.nextInt(7) - 1;
            row.sourcePartition = random.nextInt(100) - 1;
            row.sourceOffset = random.nextLong() >>> 20;
            assertHolds(row, layout, model);
            FeatureRow read = random.nextBoolean() ? throughBytes(row, layout) : row.copy();
            assertHolds(read, layout, model);
            assertThat(read).isEqualTo(row).hasSameHashCodeAs(row);
            assertThat(List.of(read.id(), read.kind, read.entity, read.sourcePartition, read.sourceOffset))
                    .isEqualTo(List.of(row.id(), row.kind, row.entity, row.sourcePartition, row.sourceOffset));
            row = read;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCopyIsIndependent(long seed) {
        Random random = new Random(seed);
        RowLayout layout = layout(random);
        FeatureRow row = new FeatureRow(layout);
        Map<Slot, Object> model = new HashMap<>();
        for (Slot slot : layout.slots()) change(row, slot, random, model);
        FeatureRow copy = row.copy();
        for (Slot slot : layout.slots()) change(copy, slot, random, new HashMap<>());
        copy.setId("another");
        assertHolds(row, layout, model);
        for (Slot slot : layout.slots()) copy.copySlot(slot, row);
        assertHolds(copy, layout, model);
    }

    @Test
    void idsAreOrderedAsStrings() {
        RowLayout layout = RowLayout.builder().build();
        for (String a : TEXTS)
            for (String b : TEXTS) {
                FeatureRow left = new FeatureRow(layout);
                FeatureRow right = new FeatureRow(layout);
                left.setId(a);
                right.setId(b);
                assertThat(Integer.signum(left.compareIds(right))).isEqualTo(Integer.signum(a.compareTo(b)));
            }
    }

    /** A hop carries the sections that are set, and what was replaced does not pile up. */
    @Test
    void anUnsetSectionCostsNothing() throws IOException {
        RowLayout.Builder builder = RowLayout.builder();
        builder.add("key", SlotType.TEXT, 0);
        builder.section();
        for (int i = 0; i < 100; i++) builder.add("a" + i, SlotType.LONG, 0);
        builder.section();
        for (int i = 0; i < 10; i++) builder.add("b" + i, SlotType.DOUBLE, 0);
        RowLayout layout = builder.build();
        FeatureRow row = new FeatureRow(layout);
        row.setId("0123456789");
        row.setText(layout.slot("key"), "k");
        int inputs = size(row, layout); // numbers of the head, texts, bitmap, one input
        assertThat(inputs).isEqualTo(17 + 11 + 16 + 8);
        row.setDouble(layout.slot("b3"), 1);
        assertThat(size(row, layout)).isEqualTo(inputs + 10 * 8);
        row.setNull(layout.slot("b3"));
        assertThat(size(row, layout)).isEqualTo(inputs);
        for (int i = 0; i < 1000; i++) row.setText(layout.slot("key"), i % 2 == 0 ? "x" : "y");
        assertThat(size(row, layout)).isEqualTo(inputs);
    }

    private static int size(FeatureRow row, RowLayout layout) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FeatureRowCodec(layout).write(row, new DataOutputStream(bytes));
        return bytes.size();
    }
}
