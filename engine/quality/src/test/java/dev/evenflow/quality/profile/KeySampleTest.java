package dev.evenflow.quality.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

class KeySampleTest {
    private static KeySample sample(int keys, int times, int from) {
        KeySample sample = new KeySample();
        for (int round = 0; round < times; round++) {
            for (int key = 0; key < keys; key++) {
                sample.add(ValueHash.of((long) from + key));
            }
        }
        return sample;
    }

    @Property(tries = 50)
    void theSampleOfPartsIsTheSampleOfTheWhole(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 12_000) Integer> sizes) {
        KeySample whole = new KeySample();
        KeySample merged = new KeySample();
        int from = 0;
        for (int size : sizes) {
            KeySample part = new KeySample();
            for (int key = from; key < from + size; key++) {
                whole.add(ValueHash.of((long) key));
                part.add(ValueHash.of((long) key));
            }
            merged.merge(KeySample.fromBytes(part.toBytes()));
            from += size / 2; // half of the keys come again in the next part
        }
        assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
    }

    @Example
    void upToItsSizeEverythingIsExact() {
        KeySample sample = sample(KeySample.SIZE, 1, 0);
        sample.add(ValueHash.of(0L));
        sample.add(KeyHash.NONE);

        assertThat(sample.exact()).isTrue();
        assertThat(sample.total()).isEqualTo(KeySample.SIZE + 1);
        assertThat(sample.nulls()).isEqualTo(1);
        assertThat(sample.distinct()).isEqualTo(KeySample.SIZE);
        assertThat(sample.duplicateRatio()).isCloseTo(1.0 / (KeySample.SIZE + 1), within(1e-12));
        assertThat(sample.uniqueKeys()).isEqualTo((KeySample.SIZE - 1.0) / KeySample.SIZE);
        assertThat(sample.uniqueness()).isEqualTo((KeySample.SIZE - 1.0) / (KeySample.SIZE + 1));
    }

    @Example
    void beyondItDistinctKeysAreEstimatedAndNoDuplicateIsInvented() {
        KeySample once = sample(1_000_000, 1, 0);
        KeySample thrice = sample(300_000, 3, 5);

        assertThat(once.exact()).isFalse();
        assertThat(once.distinct()).isCloseTo(1_000_000, within(40_000.0));
        assertThat(once.duplicateRatio()).isZero();
        assertThat(once.uniqueness()).isEqualTo(1);
        assertThat(thrice.distinct()).isCloseTo(300_000, within(12_000.0));
        assertThat(thrice.duplicateRatio()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(thrice.uniqueness()).isZero();
    }

    @Example
    void aKeyIsTheSameHoweverItWasDecoded() {
        Schema schema = SchemaBuilder.record("R")
                .fields()
                .optionalString("text")
                .requiredLong("number")
                .endRecord();
        KeyHash key = KeyHash.of(schema, List.of("text", "number"));
        GenericData.Record asString = new GenericData.Record(schema);
        asString.put("text", "käse");
        asString.put("number", 7L);
        GenericData.Record asUtf8 = new GenericData.Record(schema);
        asUtf8.put("text", new Utf8("käse"));
        asUtf8.put("number", 7L);

        assertThat(key.hash(asString)).isEqualTo(key.hash(asUtf8)).isNotEqualTo(KeyHash.NONE);
        asUtf8.put("text", null);
        assertThat(key.hash(asUtf8)).isEqualTo(KeyHash.NONE);
        assertThatThrownBy(() -> KeyHash.of(schema, List.of("textt"))).hasMessageContaining("no field textt in R");
    }

    @Example
    void aNewerVersionIsRefused() {
        byte[] bytes = sample(3, 1, 0).toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> KeySample.fromBytes(bytes))
                .hasMessageContaining("version 9")
                .hasMessageContaining("expected 1");
    }
}
