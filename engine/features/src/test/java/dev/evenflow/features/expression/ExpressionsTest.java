package dev.evenflow.features.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedSpec;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedType;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CEL over rows: types, nulls, what fails, and what cannot be compiled. */
class ExpressionsTest {
    private static final RowLayout LAYOUT = layout();

    private static RowLayout layout() {
        RowLayout.Builder builder = RowLayout.builder();
        builder.add("amount", SlotType.LONG, 4);
        builder.add("count", SlotType.LONG, 0);
        builder.add("average", SlotType.DOUBLE, 0);
        builder.add("channel", SlotType.TEXT, 0);
        builder.add("authenticated", SlotType.BOOLEAN, 0);
        builder.add("missing", SlotType.DOUBLE, 0);
        builder.add("missing_text", SlotType.TEXT, 0);
        builder.add("where(count > 1)", SlotType.BOOLEAN, 0);
        for (DerivedType type : DerivedType.values())
            builder.add("out_" + type.name().toLowerCase(Locale.ROOT), SlotType.valueOf(type.name()), 0);
        return builder.build();
    }

    private static FeatureRow row() {
        FeatureRow row = new FeatureRow(LAYOUT);
        row.setLong(LAYOUT.slot("amount"), 125_000);
        row.setLong(LAYOUT.slot("count"), 5);
        row.setDouble(LAYOUT.slot("average"), 2.5);
        row.setText(LAYOUT.slot("channel"), "ECOMMERCE");
        row.setBoolean(LAYOUT.slot("authenticated"), true);
        return row;
    }

    private static @Nullable Object value(DerivedType type, String expression, FeatureRow row) {
        Slot out = LAYOUT.slot("out_" + type.name().toLowerCase(Locale.ROOT));
        Expressions.derived(new DerivedSpec(out.name(), "", type, expression, 1), LAYOUT)
                .apply(row);
        if (row.isNull(out)) return null;
        return switch (type) {
            case LONG -> (Object) row.getLong(out);
            case DOUBLE -> row.getDouble(out);
            case BOOLEAN -> row.getBoolean(out);
        };
    }

    private static @Nullable Object real(String expression) {
        return value(DerivedType.DOUBLE, expression, row());
    }

    private static @Nullable Object whole(String expression) {
        return value(DerivedType.LONG, expression, row());
    }

    private static boolean holds(String condition) {
        return Expressions.predicate(condition, LAYOUT).test(row());
    }

    @Test
    void slotsAreVariables() {
        assertThat(real("amount")).isEqualTo(12.5);
        assertThat(real("amount / average")).isEqualTo(5.0);
        assertThat(whole("count * 2 + 1")).isEqualTo(11L);
        assertThat(real("double(count) / average")).isEqualTo(2.0);
        assertThat(whole("int(average)")).isEqualTo(2L);
        assertThat(holds("channel == \"ECOMMERCE\" && authenticated")).isTrue();
        assertThat(holds("channel in [\"ATM\", \"CHIP\"]")).isFalse();
        assertThat(holds("channel.startsWith('ECOM') && size(channel) == 9")).isTrue();
        assertThat(real("authenticated ? 1.0 : 0.0")).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing > 1.0",
                "!(missing > 1.0)",
                "missing == missing",
                "missing_text == \"\"",
                "missing_text.startsWith('x') || missing_text != \"ATM\"",
                "missing > 1.0 || count > 1"
            })
    void aConditionOnNullDoesNotHold(String condition) {
        assertThat(holds(condition)).isFalse();
    }

    @Test
    void anExpressionOnNullIsNull() {
        assertThat(real("missing + 1.0")).isNull();
        assertThat(real("authenticated ? 1.0 : missing")).isNull();
        assertThat(value(DerivedType.BOOLEAN, "missing_text == channel", row())).isNull();
    }

    @Test
    void anExpressionThatMentionsNullDecidesForItself() {
        assertThat(real("missing == null ? -1.0 : missing")).isEqualTo(-1.0);
        assertThat(real("average == null ? -1.0 : average")).isEqualTo(2.5);
        assertThat(holds("missing == null")).isTrue();
        assertThat(holds("missing_text == null")).isTrue();
        assertThat(holds("channel != null")).isTrue();
        assertThat(holds("missing != null && missing > 1.0")).isFalse();
        assertThat(holds("missing == null || missing > 1.0")).isTrue();
        assertThat(real("channel == null ? 0.0 : missing")).isNull();
        assertThat(real("channel == null ? 0.0 : missing + 1.0")).isNull();
    }

    @Test
    void valuesAreFinite() {
        assertThat(real("amount / 0.0")).isNull();
        assertThat(real("0.0 / 0.0")).isNull();
        assertThat(real("ln(0.0)")).isNull();
        assertThat(real("sqrt(-1.0)")).isNull();
        assertThat(real("-1.0 * 0.0")).isEqualTo(0.0);
        assertThat(Double.doubleToRawLongBits((Double) real("-1.0 * 0.0"))).isZero();
    }

    @Test
    void whatFailsIsNull() {
        assertThat(whole("count / 0")).isNull();
        assertThat(whole("9223372036854775807 + count")).isNull();
        assertThat(whole("int(channel)")).isNull();
        assertThat(whole("int(1.0e30 * average)")).isNull();
        assertThat(holds("count / 0 == 1")).isFalse();
    }

    @Test
    void anOldValueDoesNotStay() {
        FeatureRow row = row();
        assertThat(value(DerivedType.DOUBLE, "average", row)).isEqualTo(2.5);
        assertThat(value(DerivedType.DOUBLE, "missing", row)).isNull();
    }

    @Test
    void functionsBeyondCel() {
        assertThat(real("sqrt(6.25)")).isEqualTo(2.5);
        assertThat(real("ln(average)")).isEqualTo(StrictMath.log(2.5));
        assertThat(real("abs(-average)")).isEqualTo(2.5);
        assertThat(real("least(amount, average)")).isEqualTo(2.5);
        assertThat(real("greatest(amount, average)")).isEqualTo(12.5);
        assertThat((Double) real("distance_km(48.8566, 2.3522, 51.5074, -0.1278)"))
                .isCloseTo(343.556, within(0.001));
        assertThat(real("distance_km(10.0, 20.0, 10.0, 20.0)")).isEqualTo(0.0);
        assertThat((Double) real("distance_km(0.0, 0.0, 0.0, 180.0)")).isCloseTo(20_015.115, within(0.001));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            count + 1.0              | column 7: found no matching overload for '_+_'
            amount + channel         | column 8: found no matching overload for '_+_'
            amont                    | 'amont' is neither a field of the source nor a feature declared before
            average >                | column
            average average          | column
            count                    | it gives int, expected double
            channel                  | it gives string, expected double
            sqrt(count)              | column 5: found no matching overload for 'sqrt'
            sqrt(average, average)   | column 5: found no matching overload for 'sqrt'
            cube(average)            | column 5: undeclared reference to 'cube'
            average.x                | column 8
            """)
    void whatCannotBeCompiledSaysWhy(String expression, String reason) {
        assertThatThrownBy(() -> real(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void theLineOfALongExpressionIsSaid() {
        assertThatThrownBy(() -> real("average +\n  channel")).hasMessageContaining("column 9: found no matching");
        assertThatThrownBy(() -> real("average +\n  1.0 + channel")).hasMessageStartingWith("line 2, column 7: ");
    }

    @Test
    void expressionsAreBounded() {
        assertThatThrownBy(() -> real("average" + " + average".repeat(200)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("size");
        assertThatThrownBy(() -> real("(".repeat(200) + "average" + ")".repeat(200)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("recursion");
    }

    @Test
    void namesAreThoseOfVariables() {
        assertThat(Expressions.referencedNames("sqrt(amount) > 2.0 && channel.startsWith('average')"))
                .containsExactly("amount", "channel");
        assertThat(Expressions.referencedNames("1 + 2")).isEmpty();
        assertThatThrownBy(() -> Expressions.referencedNames("1 +")).isInstanceOf(ExpressionException.class);
    }

    @Test
    void oneCompiledExpressionServesManyThreads() {
        RowPredicate large = Expressions.predicate("amount > 500.0", LAYOUT);
        List<Boolean> results = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> {
                    FeatureRow row = row();
                    row.setLong(LAYOUT.slot("amount"), i % 1_000 * 10_000L);
                    return large.test(row) == (i % 1_000 > 500);
                })
                .distinct()
                .toList();
        assertThat(results).containsExactly(true);
    }
}
