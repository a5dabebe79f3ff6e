package dev.evenflow.features.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.evenflow.features.expression.Expressions.Compiled;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedSpec;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedType;
import java.lang.management.ManagementFactory;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compiled answers as CEL's interpreter does, or leaves the answer to it. */
class OperandCompilerTest {
    private static final String DOUBT = "left to CEL";

    private static @Nullable Object answer(Compiled compiled, CelType type, FeatureRow row) {
        Operand plain = compiled.plain();
        assertThat(plain).as("its compiled form").isNotNull();
        if (compiled.isNull(row)) return null;
        if (type == SimpleType.BOOL) {
            int flag = plain.flag().of(row);
            return flag == Operand.DOUBT ? DOUBT : flag <= Operand.YES ? (Object) (flag == Operand.YES) : null;
        }
        if (type == SimpleType.INT) {
            long whole = plain.whole().of(row);
            return whole == Operand.WHOLE_DOUBT ? DOUBT : whole >= Operand.LEAST ? (Object) whole : null;
        }
        double real = plain.real().of(row);
        if (!Double.isNaN(real)) return real;
        int answer = Operand.answer(real);
        return answer == Operand.DOUBT ? DOUBT : answer == Operand.YES ? (Object) Double.NaN : null;
    }

    /** The interpreter's value, null for its null and its failures. */
    private static @Nullable Object interpreted(Compiled compiled, FeatureRow row) {
        Object value = compiled.evaluate(row);
        return value instanceof dev.cel.common.values.NullValue ? null : value;
    }

    /** @return how many answers of 24 were left to CEL */
    private static int compare(String expression, CelType type, Random random, boolean ordinary) {
        Compiled compiled = Expressions.compile(expression, RandomExpression.LAYOUT, type);
        int doubts = 0;
        for (int i = 0; i < 24; i++) {
            FeatureRow row = RandomExpression.row(random, ordinary);
            Object answer = answer(compiled, type, row);
            if (DOUBT.equals(answer)) doubts++;
            else assertThat(answer).as(expression).isEqualTo(interpreted(compiled, row));
        }
        return doubts;
    }

    @Property(tries = 500)
    void conditionsAnswerAsCelDoes(@ForAll Random random, @ForAll boolean nulls) {
        compare(new RandomExpression(random, nulls).flag(1 + random.nextInt(4)), SimpleType.BOOL, random, false);
    }

    @Property(tries = 500)
    void realsAnswerAsCelDoes(@ForAll Random random, @ForAll boolean nulls) {
        compare(new RandomExpression(random, nulls).real(1 + random.nextInt(4)), SimpleType.DOUBLE, random, false);
    }

    @Property(tries = 500)
    void wholesAnswerAsCelDoes(@ForAll Random random, @ForAll boolean nulls) {
        compare(new RandomExpression(random, nulls).whole(1 + random.nextInt(4)), SimpleType.INT, random, false);
    }

    @Property(tries = 500)
    void derivedFeaturesAndConditionsAreThoseOfCel(@ForAll Random random) {
        RandomExpression expressions = new RandomExpression(random, true);
        RowLayout layout = layoutWith(SlotType.DOUBLE);
        String real = expressions.real(3);
        String flag = expressions.flag(3);
        RowExpression derived = Expressions.derived(new DerivedSpec("out", "", DerivedType.DOUBLE, real, 1), layout);
        RowPredicate predicate = Expressions.predicate(flag, layout);
        for (int i = 0; i < 8; i++) {
            FeatureRow row = RandomExpression.row(random, false);
            FeatureRow wide = new FeatureRow(layout);
            RandomExpression.LAYOUT.slots().forEach(slot -> wide.copySlot(slot, row));
            derived.apply(wide);
            Object expected =
                    Expressions.compile(real, layout, SimpleType.DOUBLE).evaluate(wide);
            Double finite = expected instanceof Double number && Double.isFinite(number) ? number + 0.0 : null;
            assertThat(wide.isNull(layout.slot("out")) ? null : wide.getDouble(layout.slot("out")))
                    .as(real)
                    .isEqualTo(finite);
            Object holds = Expressions.compile(flag, layout, SimpleType.BOOL).evaluate(wide);
            assertThat(predicate.test(wide)).as(flag).isEqualTo(Boolean.TRUE.equals(holds));
        }
    }

    private static RowLayout layoutWith(SlotType out) {
        RowLayout.Builder builder = RowLayout.builder();
        RandomExpression.LAYOUT.slots().forEach(slot -> builder.add(slot.name(), slot.type(), slot.scale()));
        builder.add("out", out, 0);
        return builder.build();
    }

    /** Falling back must stay the exception: with everyday values nothing is in doubt, whatever the expression asks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "y > 0.0 ? (amount - x) / y : 0.0 - 1.0",
                "double(m) * 30.0 / double(n)",
                "x == null ? -1.0 : x",
                "s == \"ATM\" ? sqrt(x) : ln(y)",
                "m / (n - n) > 1 || p ? 1.0 : 2.0"
            })
    void everydayValuesAreNotLeftToCel(String expression) {
        assertThat(compare(expression, SimpleType.DOUBLE, new Random(5), true)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"size(s) > 3", "s.matches('A.*')", "s < t", "[1, 2].size() == 2", "x == 1.0 || s + t == s"})
    void whatIsNotCompiledIsLeftToCel(String expression) {
        assertThat(Expressions.compile(expression, RandomExpression.LAYOUT, SimpleType.BOOL)
                        .plain())
                .isNull();
    }

    @Test
    void whatIsCompiledAllocatesNothing() {
        RowLayout layout = layoutWith(SlotType.BOOLEAN);
        RowExpression derived = Expressions.derived(
                new DerivedSpec(
                        "out",
                        "",
                        DerivedType.BOOLEAN,
                        "x != null && (amount - y) / z > 1.0 && s != t && m * 2 < n",
                        1),
                layout);
        FeatureRow row = new FeatureRow(layout);
        FeatureRow values = RandomExpression.row(new Random(1), true);
        RandomExpression.LAYOUT.slots().forEach(slot -> row.copySlot(slot, values));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 1_000; i++) derived.apply(row);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 10_000; i++) derived.apply(row);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(10_000);
    }
}
