package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.yaml.YamlMap;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a rule that compares values record by record with those of another dataset. */
final class SkewKeys {
    private static final Set<String> TOLERANCE = Keys.of("relative", "absolute");

    private final Drafting drafting;

    SkewKeys(Drafting drafting) {
        this.drafting = drafting;
    }

    void read(YamlMap entry, YamlMap map, EvenflowKeys in) {
        String with = map.required("with", "the dataset to compare with");
        List<String> key = in.fields("key");
        List<String> otherKey = in.otherKey(key);
        List<String> fields = map.has("fields") ? in.fields("fields") : List.of();
        double sample = in.number("sample", 0, 1, 1);
        Long within = in.duration("within");
        double relative = 0;
        double absolute = 0;
        Node tolerance = map.node("tolerance");
        if (tolerance != null) {
            YamlMap limits = new YamlMap(tolerance, "quality, skew, tolerance", TOLERANCE, drafting.problems);
            EvenflowKeys of = new EvenflowKeys(limits, Set.of());
            relative = of.number("relative", 0, 1_000, 0);
            absolute = of.number("absolute", 0, 1e15, 0);
        }
        Bound bound = BoundKeys.or(map, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(map, Unit.PERCENT);
        if (with == null || within == null || key.isEmpty()) return;
        drafting.stated(
                entry,
                "skew." + with,
                "",
                Dimension.SKEW,
                Dimension.SKEW,
                Severity.ERROR,
                bound.text() + " " + unit.text() + " of values differ",
                new Requirement.Skew(with, key, otherKey, fields, relative, absolute, sample, within, bound, unit));
    }
}
