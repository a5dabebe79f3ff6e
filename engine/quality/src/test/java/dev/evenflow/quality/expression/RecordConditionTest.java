package dev.evenflow.quality.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.quality.expression.RecordCondition.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordConditionTest {
    private static final Map<String, ValueType> TYPES = Map.of(
            "n", ValueType.WHOLE,
            "m", ValueType.WHOLE,
            "x", ValueType.REAL,
            "y", ValueType.REAL,
            "s", ValueType.TEXT,
            "place.city", ValueType.TEXT,
            "f", ValueType.FLAG,
            "list", ValueType.LIST);

    private static RecordCondition compile(String expression) {
        try {
            return RecordCondition.compile(expression, TYPES);
        } catch (ExpressionException e) {
            throw new AssertionError(expression, e);
        }
    }

    private static Verdict test(String expression, Map<String, @Nullable Object> values) {
        RecordCondition condition = compile(expression);
        return condition.test(i -> values.get(condition.fields().get(i)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            textBlock =
                    """
            n > 0                              # HOLDS
            n > 5                              # VIOLATED
            x > 1                              # HOLDS
            n < 2.5                            # HOLDS
            s == 'ab' && place.city != 'Rome'  # HOLDS
            x + y == 4.0                       # HOLDS
            abs(x - y) < 1.5                   # HOLDS
            s + '_' + place.city == 'ab_Paris' # HOLDS
            n / 0 > 1                          # VIOLATED
            9223372036854775807 + n > 0        # VIOLATED
            m > 1                              # UNDECIDED
            m == null || m > 1                 # HOLDS
            f ? n == 2 : n == 3                # HOLDS
            s in ['ab', 'cd']                  # HOLDS
            size(list) == 2 && 'p' in list     # HOLDS
            s.matches('^[a-z]+$')              # HOLDS
            !f || n == 3                       # VIOLATED
            """)
    void conditions(String expression, Verdict expected) {
        Map<String, @Nullable Object> values = new HashMap<>(Map.of(
                "n", 2L, "x", 1.5, "y", 2.5, "s", "ab", "place.city", "Paris", "f", true, "list", List.of("p", "q")));

        assertThat(test(expression, values)).isEqualTo(expected);
    }

    @Test
    void onlyWhatIsPlainIsDecidedWithoutCel() {
        assertThat(compile("n > 0 && (s == 'a' || x + y <= 3.5) && !(place.city != null)")
                        .isPlain())
                .isTrue();
        assertThat(compile("s != '' && (n == null) == (x == null)").isPlain()).isTrue();
        assertThat(compile("s in ['a']").isPlain()).isFalse();
        assertThat(compile("n / 2 == 1").isPlain()).isFalse();
    }

    @Test
    void loopsAreNotThere() {
        assertThatThrownBy(() -> RecordCondition.compile("list.all(e, e != '')", TYPES))
                .isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> RecordCondition.compile("true", TYPES))
                .hasMessage("it mentions no field, expected a condition on the record");
    }

    @Provide
    Arbitrary<String> conditions() {
        Arbitrary<String> whole = Arbitraries.of(
                "n", "m", "0", "3", "-2", "9007199254740993", "9223372036854775807", "n + m", "n - m", "n * m");
        Arbitrary<String> real = Arbitraries.of("x", "y", "0.0", "-0.0", "1.5", "x + y", "x - y", "x * y", "abs(x)");
        Arbitrary<String> text = Arbitraries.of("s", "place.city", "''", "'a'", "s + place.city");
        Arbitrary<String> order = Arbitraries.of("<", "<=", ">", ">=", "==", "!=");
        Arbitrary<String> only = Arbitraries.of("<", "<=", ">", ">=");
        Arbitrary<String> same = Arbitraries.oneOf(whole, real, text)
                .flatMap(a -> Arbitraries.oneOf(whole, real, text).flatMap(b -> order.map(o -> a + " " + o + " " + b)));
        Arbitrary<String> mixed = Combinators.combine(whole, only, real).as((a, o, b) -> a + " " + o + " " + b);
        Arbitrary<String> nulls = Combinators.combine(Arbitraries.of("n", "x", "s", "f"), Arbitraries.of("==", "!="))
                .as((a, o) -> a + " " + o + " null");
        Arbitrary<String> flags = Combinators.combine(nulls, Arbitraries.of("==", "!="), nulls)
                .as((a, o, b) -> "(" + a + ") " + o + " (" + b + ")");
        Arbitrary<String> leaf = Arbitraries.oneOf(same, mixed, nulls, flags, Arbitraries.of("f", "!f"));
        return Combinators.combine(leaf, leaf, leaf, Arbitraries.of("&&", "||"), Arbitraries.of("&&", "||"))
                .as((a, b, c, o, p) -> "(" + a + " " + o + " " + b + ") " + p + " !(" + c + ")");
    }

    @Provide
    Arbitrary<Map<String, @Nullable Object>> records() {
        Arbitrary<@Nullable Object> whole = Arbitraries.of(
                        0L, 3L, -2L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE)
                .map(n -> (Object) n)
                .injectNull(0.2);
        Arbitrary<@Nullable Object> real = Arbitraries.of(
                        0.0,
                        -0.0,
                        1.5,
                        -2.0,
                        9007199254740992.0,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.MAX_VALUE)
                .map(x -> (Object) x)
                .injectNull(0.2);
        Arbitrary<@Nullable Object> text =
                Arbitraries.of("", "a", "b", "\u00e4").map(s -> (Object) s).injectNull(0.2);
        Arbitrary<@Nullable Object> flag =
                Arbitraries.of(true, false).map(f -> (Object) f).injectNull(0.2);
        return Combinators.combine(whole, whole, real, real, text, text, flag).as((n, m, x, y, s, city, f) -> {
            Map<String, @Nullable Object> record = new HashMap<>();
            record.put("n", n);
            record.put("m", m);
            record.put("x", x);
            record.put("y", y);
            record.put("s", s);
            record.put("place.city", city);
            record.put("f", f);
            return record;
        });
    }

    /** The short way never says anything else than CEL. */
    @Property(tries = 3_000)
    void whatIsDecidedWithoutCelIsWhatCelDecides(
            @ForAll("conditions") String expression, @ForAll("records") Map<String, @Nullable Object> record) {
        RecordCondition condition;
        try {
            condition = RecordCondition.compile(expression, TYPES);
        } catch (ExpressionException e) {
            return; // types that do not compare
        }
        Verdict verdict = condition.test(i -> record.get(condition.fields().get(i)));

        if (verdict != Verdict.UNDECIDED)
            assertThat(verdict)
                    .as("%s of %s", expression, record)
                    .isEqualTo(condition.interpreted(
                            i -> record.get(condition.fields().get(i))));
    }
}
