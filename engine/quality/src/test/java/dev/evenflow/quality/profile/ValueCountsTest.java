package dev.evenflow.quality.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Counting of values, over the sketches' border and against a plain map. */
class ValueCountsTest {
    /** A third of the rows is one of few, the others come from many. */
    private static List<String> rows(long seed, int rows, int many) {
        Random random = new Random(seed);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(random.nextInt(3) == 0 ? "few-" + random.nextInt(5) : "many-" + random.nextInt(many));
        }
        return values;
    }

    private static Map<String, Long> counted(List<String> rows) {
        Map<String, Long> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1L, Long::sum));
        return counts;
    }

    private static FieldProfile profile(List<String> rows) {
        return FieldProfile.of(FieldKind.TEXT, rows.toArray());
    }

    @Property(tries = 100)
    void fewValuesAreCountedExactlyInPartsAndAsAWhole(
            @ForAll @Size(max = 300) List<@IntRange(max = 200) Integer> values, @ForAll @IntRange(max = 300) int cut) {
        List<String> rows = values.stream().map(value -> "v" + value).toList();
        FieldProfile merged = profile(rows.subList(0, Math.min(cut, rows.size())));
        merged.merge(profile(rows.subList(Math.min(cut, rows.size()), rows.size())));

        for (FieldProfile profile : List.of(merged, profile(rows))) {
            assertThat(profile.topValues()).isEqualTo(counted(rows));
            assertThat(profile.topValuesExact()).isTrue();
            assertThat(profile.topValuesError()).isZero();
            assertThat(profile.distinct()).isEqualTo(counted(rows).size());
        }
    }

    @Property(tries = 20)
    void ofManyTheFrequentOnesAreFoundAndNoneIsCountedTooHigh(
            @ForAll long seed, @ForAll @IntRange(min = 300, max = 100_000) int many) {
        List<String> rows = rows(seed, 30_000, many);
        Map<String, Long> counts = counted(rows);
        FieldProfile merged = new FieldProfile(FieldKind.TEXT);
        for (int from = 0; from < rows.size(); from += 3000) {
            merged.merge(profile(rows.subList(from, from + 3000)));
        }
        for (FieldProfile profile : List.of(merged, profile(rows))) {
            long error = profile.topValuesError();
            assertThat(error).isLessThan(rows.size() / 50);
            Map<String, Long> top = profile.topValues();
            top.forEach((value, count) ->
                    assertThat(count).as(value).isBetween(counts.get(value) - error, counts.get(value)));
            counts.forEach((value, count) -> assertThat(top.containsKey(value) || count <= error)
                    .as(value)
                    .isTrue());
            assertThat(List.copyOf(top.keySet()).subList(0, 5)).allMatch(value -> value.startsWith("few-"));
            assertThat(profile.distinct()).isCloseTo(counts.size(), within(counts.size() * 0.08 + 1));
        }
    }

    /** HyperLogLog over parts is that over the whole: the registers are the same. */
    @Example
    void distinctValuesOfPartsAreThoseOfTheWhole() {
        FieldProfile whole = new FieldProfile(FieldKind.NUMBER);
        FieldProfile merged = new FieldProfile(FieldKind.NUMBER);
        for (int part = 0; part < 20; part++) {
            FieldProfile one = new FieldProfile(FieldKind.NUMBER);
            for (long i = part * 900L; i < part * 900L + 1000; i++) {
                whole.addNumber(i, true);
                one.addNumber(i, true);
            }
            merged.merge(one);
        }
        assertThat(merged.distinct()).isEqualTo(whole.distinct()).isCloseTo(18_100, within(900.0));
    }

    @Example
    void aNumberIsTheSameValueInEveryType() {
        FieldProfile numbers = FieldProfile.of(FieldKind.NUMBER, 5, 5L, 5.0, 5f, -0.0, 0, 2.5, 2.5f, Double.NaN, null);

        assertThat(numbers.topValues()).containsExactly(Map.entry("5", 4L), Map.entry("0", 2L), Map.entry("2.5", 2L));
        assertThat(numbers.distinct()).isEqualTo(3);
        assertThat(numbers.count()).isEqualTo(9);
        assertThat(numbers.nans()).isEqualTo(1);
        assertThat(numbers.nulls()).isEqualTo(1);
    }

    /** Whole and broken numbers, few of them often, through the sketches and their bytes. */
    @Example
    void numbersOfSeveralTypesGoThroughBytes() throws IOException {
        Random random = new Random(5);
        Map<String, Long> counts = new HashMap<>();
        FieldProfile merged = new FieldProfile(FieldKind.NUMBER);
        for (int part = 0; part < 10; part++) {
            FieldProfile one = new FieldProfile(FieldKind.NUMBER);
            for (int i = 0; i < 5000; i++) {
                Number value = i % 3 == 0 ? (Number) (long) random.nextInt(4) : random.nextInt(100_000) / 100.0;
                one.addNumber(value, true);
                counts.merge(ValueItems.of(value).toString(), 1L, Long::sum);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            one.write(new DataOutputStream(bytes));
            merged.merge(FieldProfile.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))));
        }
        long error = merged.topValuesError();
        assertThat(error).isLessThan(50_000 / 50);
        Map<String, Long> top = merged.topValues();
        top.forEach(
                (value, count) -> assertThat(count).as(value).isBetween(counts.get(value) - error, counts.get(value)));
        assertThat(List.copyOf(top.keySet()).subList(0, 4)).containsExactlyInAnyOrder("0", "1", "2", "3");
    }

    /** Profiles of years are merged by these: they may never change. */
    @Example
    void hashesStayAsTheyAre() {
        assertThat(ValueHash.of(42L)).isEqualTo(-5933941930672993271L);
        assertThat(ValueHash.of(2.5)).isEqualTo(4249329782395262073L);
        assertThat(ValueHash.of("card-4711")).isEqualTo(4907363210757139112L);
        assertThat(ValueHash.of("Käse")).isEqualTo(8816562193823258743L);
        assertThat(ValueHash.of("")).isEqualTo(7859264792376499926L);
        assertThat(ValueHash.combine(1, 2)).isEqualTo(7933767434228985580L);
    }

    /** Of 10 million different keys, what stays in memory and what goes over the wire. */
    @Example
    void memoryIsBoundedForTenMillionDifferentKeys() {
        KeySample keys = new KeySample();
        FieldProfile field = new FieldProfile(FieldKind.NUMBER);
        for (long i = 0; i < 10_000_000; i++) {
            keys.add(ValueHash.of(i));
            field.addNumber(i, true);
        }
        assertThat(keys.total()).isEqualTo(10_000_000);
        assertThat(keys.distinct()).isCloseTo(1e7, within(5e5));
        assertThat(field.distinct()).isCloseTo(1e7, within(7e5));
        assertThat(keys.toBytes()).hasSizeLessThan(80_000);
        long before = usedMemory();
        List<Object> copies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            KeySample copy = new KeySample();
            copy.merge(keys);
            FieldProfile other = new FieldProfile(FieldKind.NUMBER);
            other.merge(field);
            copies.add(copy);
            copies.add(other);
        }
        long each = (usedMemory() - before) / 50;
        assertThat(copies).hasSize(100);
        assertThat(each).as("bytes of both in memory").isLessThan(700_000);
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
