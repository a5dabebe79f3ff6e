package dev.evenflow.quality.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.skew.Values.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

class ValueComparisonTest {
    private static final Schema SCHEMA = SchemaBuilder.record("Vector")
            .fields()
            .requiredString("id")
            .name("event_time")
            .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .optionalDouble("avg")
            .optionalLong("count")
            .optionalString("country")
            .optionalBoolean("night")
            .endRecord();
    private static final SkewRule RULE = new SkewRule("skew", new Tolerance(0.01, 0), 1_000, 1);

    private static byte[] vector(@Nullable Double avg, @Nullable Long count, String country) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("id", "a");
        record.put("event_time", 0L);
        record.put("avg", avg);
        record.put("count", count);
        record.put("country", country);
        record.put("night", true);
        return ComparedFields.of(SCHEMA, List.of("avg", "count", "country"), Set.of())
                .read(record);
    }

    private static Value number(double number) {
        return new Value(Values.DOUBLE, 0, number);
    }

    @Example
    void numbersAndBooleansAreComparedWhereNoFieldIsNamed() {
        assertThat(ComparedFields.of(SCHEMA, List.of(), Set.of("count")).names())
                .containsExactly("avg", "night");
        assertThat(ComparedFields.of(SCHEMA, List.of("country", "unheard"), Set.of())
                        .names())
                .containsExactly("country");
    }

    @Example
    void featuresAreComparedOneByOneInEitherOrderOfArrival() {
        for (boolean hereFirst : new boolean[] {true, false}) {
            ComparisonTally tally = new ComparisonTally("skew");
            ValueComparison comparison = ValueComparison.of(RULE, null);
            byte[] here = vector(1.0, null, "DE");
            byte[] there = vector(1.2, 5L, "DE");
            comparison.arrive(hereFirst, 0, hereFirst ? here : there, tally);
            comparison = ValueComparison.of(RULE, comparison.toBytes());
            assertThat(tally.isEmpty()).isTrue();
            comparison.arrive(!hereFirst, 10, hereFirst ? there : here, tally);
            FeatureTally avg = tally.features().get("avg");
            assertThat(avg).isEqualTo(new FeatureTally(1, 1, 0, 0, avg.largest(), avg.sum()));
            assertThat(avg.largest()).isCloseTo(0.2, within(1e-12));
            assertThat(tally.features()).containsEntry("count", new FeatureTally(1, 1, 0, 1, 0, 0));
            assertThat(tally.features()).containsEntry("country", new FeatureTally(1, 0, 0, 0, 0, 0));
            assertThat(tally.pairs()).isOne();
            assertThat(tally.differingPairs()).isOne();
        }
    }

    @Example
    void correctionsAreNotComparedAndTheKeyIsForgotten() {
        ComparisonTally tally = new ComparisonTally("skew");
        ValueComparison comparison = ValueComparison.of(RULE, null);
        comparison.arrive(true, 0, vector(1.0, 1L, "DE"), tally);
        comparison.arrive(true, 1, vector(9.0, 1L, "DE"), tally);
        comparison.arrive(false, 2, vector(1.0, 1L, "DE"), tally);
        comparison.arrive(false, 3, vector(9.0, 1L, "DE"), tally);
        assertThat(tally.pairs()).isOne();
        assertThat(tally.differingPairs()).isZero();
        assertThat(comparison.due(1_001, tally)).isFalse();
        assertThat(comparison.due(1_002, tally)).isTrue();
        assertThat(tally.unpaired()).isZero();
    }

    @Example
    void aRecordWithoutPartnerIsCountedAndNotCompared() {
        ComparisonTally tally = new ComparisonTally("skew");
        ValueComparison comparison = ValueComparison.of(RULE, null);
        comparison.arrive(false, 0, vector(1.0, 1L, "DE"), tally);
        assertThat(comparison.due(1_000, tally)).isTrue();
        assertThat(tally.unpaired()).isOne();
        assertThat(tally.features()).isEmpty();
    }

    @Example
    void talliesMergeAndRestoreGoldenBytes() {
        ComparisonTally tally = new ComparisonTally("skew");
        ValueComparison comparison = ValueComparison.of(RULE, null);
        comparison.arrive(true, 0, vector(1.0, 2L, "DE"), tally);
        comparison.arrive(false, 7, vector(3.0, 2L, "FR"), tally);
        ComparisonTally merged = ComparisonTally.fromBytes(tally.toBytes());
        merged.merge(tally);
        assertThat(merged.pairs()).isEqualTo(2);
        assertThat(merged.features()).containsEntry("avg", new FeatureTally(2, 2, 0, 0, 2, 4));
        assertThat(HexFormat.of().formatHex(tally.toBytes()))
                .isEqualTo(
                        "010004736b65770000000000000001000000000000000100000000000000000000000000000007000000030003617667"
                                + "0000000000000001000000000000000100000000000000000000000000000000400000000000000040000000000000000005636f756e74"
                                + "000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "0007636f756e747279000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000");
        assertThatThrownBy(() -> merged.merge(new ComparisonTally("other"))).hasMessageContaining("rule other");
        assertThatThrownBy(() -> ComparisonTally.fromBytes(new byte[] {3})).hasMessageContaining("version 3");
    }

    @Property
    void sameIsSymmetricAndReflexive(@ForAll double a, @ForAll double b, @ForAll long c, @ForAll long d) {
        for (Tolerance tolerance : List.of(new Tolerance(0, 0), new Tolerance(0.1, 0), new Tolerance(0, 5))) {
            assertThat(tolerance.same(number(a), number(a))).isTrue();
            assertThat(tolerance.same(number(a), number(b))).isEqualTo(tolerance.same(number(b), number(a)));
            Value x = new Value(Values.LONG, c, c);
            Value y = new Value(Values.LONG, d, d);
            assertThat(tolerance.same(x, y)).isEqualTo(tolerance.same(y, x));
        }
        assertThat(new Tolerance(0, 0).same(new Value(Values.LONG, c, c), new Value(Values.LONG, d, d)))
                .isEqualTo(c == d);
    }

    @Example
    void theOddNumbers() {
        Tolerance exact = new Tolerance(0, 0);
        assertThat(exact.same(number(Double.NaN), number(Double.NaN))).isTrue();
        assertThat(exact.same(number(Double.POSITIVE_INFINITY), number(Double.POSITIVE_INFINITY)))
                .isTrue();
        assertThat(new Tolerance(1, 1e308).same(number(Double.POSITIVE_INFINITY), number(1)))
                .isFalse();
        assertThat(exact.same(number(0.0), number(-0.0))).isTrue();
        assertThat(exact.same(number(5), new Value(Values.LONG, 5, 5))).isTrue();
        long large = 1L << 60;
        assertThat(exact.same(new Value(Values.LONG, large, large), new Value(Values.LONG, large + 1, large + 1)))
                .isFalse();
        assertThatThrownBy(() -> new Tolerance(-1, 0)).hasMessageContaining("relative is -1");
    }

    @Property(tries = 50)
    void aSampleTakesAboutItsShareAndTheSameKeysAlways(@ForAll long start) {
        SkewRule tenth = new SkewRule("skew", new Tolerance(0, 0), 1, 0.1);
        int taken = 0;
        for (long key = start; key != start + 10_000; key++) if (tenth.takes(key)) taken++;
        assertThat(taken).isBetween(850, 1_150);
        assertThat(RULE.takes(start)).isTrue();
    }
}
