package dev.evenflow.quality.contract;

import dev.evenflow.yaml.YamlMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code mustBe…} and {@code unit}. */
final class BoundKeys {
    private BoundKeys() {}

    static boolean any(YamlMap map) {
        return Keys.OPERATORS.stream().anyMatch(map::has);
    }

    /** All comparisons there are; null where there is none, or one that cannot be read. */
    static @Nullable Bound read(YamlMap map) {
        List<Bound.Comparison> comparisons = new ArrayList<>();
        boolean readable = true;
        for (Bound.Operator operator : Bound.Operator.values()) {
            for (String key : Keys.of(List.of(operator.key), List.of(operator.alias))) {
                if (!map.has(key)) continue;
                Bound.Comparison comparison = comparison(map, key, operator);
                if (comparison == null) readable = false;
                else comparisons.add(comparison);
            }
        }
        return comparisons.isEmpty() || !readable ? null : new Bound(comparisons);
    }

    static Bound required(YamlMap map, String example) {
        if (!any(map))
            map.problem("mustBe…", "no operator, expected one of " + Keys.OPERATORS + ", such as " + example);
        Bound bound = read(map);
        return bound == null ? Bound.NONE_AT_ALL : bound;
    }

    static Bound or(YamlMap map, Bound otherwise) {
        Bound bound = read(map);
        return bound == null ? otherwise : bound;
    }

    static Unit unit(YamlMap map, Unit otherwise) {
        String unit = map.optional("unit", "rows or percent");
        if (unit == null) return otherwise;
        if (unit.equals("percent") || unit.equals("%")) return Unit.PERCENT;
        if (!unit.equals("rows")) map.problem("unit", "found '" + unit + "', expected rows or percent");
        return Unit.ROWS;
    }

    private static Bound.@Nullable Comparison comparison(YamlMap map, String key, Bound.Operator operator) {
        if (!operator.takesTwo()) {
            Double number = map.number(key);
            return number == null ? null : new Bound.Comparison(operator, number, number);
        }
        String expected = "two numbers, the smaller first, such as [0, 100]";
        List<BigDecimal> numbers = new ArrayList<>();
        List<Node> nodes = map.list(key, expected);
        for (Node node : nodes) {
            BigDecimal number = number(YamlMap.text(node));
            if (number != null) numbers.add(number);
        }
        if (nodes.size() == 2 && numbers.size() == 2 && numbers.get(0).compareTo(numbers.get(1)) <= 0)
            return new Bound.Comparison(
                    operator, numbers.get(0).doubleValue(), numbers.get(1).doubleValue());
        if (!nodes.isEmpty()) map.problem(key, "expected " + expected);
        return null;
    }

    /** A decimal number, or null. */
    static @Nullable BigDecimal number(@Nullable String text) {
        if (text == null || text.length() > 40) return null;
        try {
            BigDecimal number = new BigDecimal(text.trim());
            return Math.abs(number.scale()) > 400 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
