package dev.evenflow.fraud.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.PackedRows;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fast order and the numbers of keys against the plain ones. */
class TimeOrderTest {
    private static final RowLayout.Builder BUILDER = RowLayout.builder();
    private static final Slot KEY = BUILDER.add("key", SlotType.TEXT, 0);
    private static final RowLayout LAYOUT = BUILDER.build();

    /** The last span leaves no room for a row's place beside its time. */
    @ParameterizedTest
    @CsvSource({"1,1", "500,1", "500,40", "5000,1000", "5000,1000000000", "5000,4611686018427387904"})
    void rowsAreInTheirTotalOrder(int count, long span) {
        Random random = new Random(count + span);
        List<FeatureRow> expected = new ArrayList<>();
        PackedRows.Part part = new PackedRows.Part(LAYOUT);
        for (int i = 0; i < count; i++) {
            FeatureRow row = new FeatureRow(LAYOUT);
            row.time = random.nextLong(span);
            row.kind = random.nextInt(4) == 0 ? FeatureRow.Kind.LABEL : FeatureRow.Kind.EVENT;
            row.setId("id" + i);
            expected.add(row);
            part.add(row);
        }
        PackedRows rows = new PackedRows(LAYOUT, List.of(part));
        int[] members =
                IntStream.rangeClosed(-1, count).map(i -> Math.max(0, i)).toArray();
        members[members.length - 1] = 4711;
        new TimeOrder(rows).sort(members, 1, count + 1);

        expected.sort(RowOrder.of(LAYOUT));
        List<String> ids = new ArrayList<>();
        FeatureRow row = new FeatureRow(LAYOUT);
        for (int i = 1; i <= count; i++) {
            rows.read(members[i], row);
            ids.add(row.id());
        }
        assertThat(ids).isEqualTo(expected.stream().map(FeatureRow::id).toList());
        assertThat(members[0]).isZero();
        assertThat(members[count + 1]).isEqualTo(4711);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3000,10", "3000,2900", "30000,20000"})
    void aKeyHasOneNumber(int count, int keys) {
        Random random = new Random(keys);
        List<String> texts = new ArrayList<>();
        PackedRows.Part part = new PackedRows.Part(LAYOUT);
        for (int i = 0; i < count; i++) {
            FeatureRow row = new FeatureRow(LAYOUT);
            row.setId("id" + i);
            texts.add("key-" + random.nextInt(keys));
            row.setText(KEY, texts.get(i));
            part.add(row);
        }
        PackedRows rows = new PackedRows(LAYOUT, List.of(part));
        KeyCodes codes = new KeyCodes(rows, KEY);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int code = codes.of(i);
            if (code == seen.size()) seen.add(texts.get(i));
            assertThat(seen.get(code)).isEqualTo(texts.get(i));
        }
        assertThat(codes.size()).isEqualTo(seen.size());
        assertThat(seen).doesNotHaveDuplicates();
        KeyCodes backwards = new KeyCodes(rows, KEY);
        for (int i = count - 1; i >= 0; i--) backwards.of(i);
        int[] translated = codes.of(backwards);
        for (int i = 0; i < count; i++) assertThat(translated[backwards.of(i)]).isEqualTo(codes.of(i));
        assertThat(Collections.max(IntStream.of(translated).boxed().toList())).isEqualTo(codes.size() - 1);
    }
}
