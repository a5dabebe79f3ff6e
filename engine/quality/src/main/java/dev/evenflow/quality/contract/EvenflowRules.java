package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.Requirement.Clock;
import dev.evenflow.quality.contract.Requirement.Direction;
import dev.evenflow.quality.contract.Requirement.Per;
import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.expectation.Season;
import dev.evenflow.quality.expression.ExpressionException;
import dev.evenflow.quality.expression.RecordCondition;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Reads rules of {@code type: custom, engine: evenflow}: what ODCS's library has no metric for. */
final class EvenflowRules {
    private static final Map<String, Set<String>> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("expression", Keys.of("rule", "cel", "field", "unit"));
        KEYS.put("drift", Keys.of("rule", "method", "field", "minimumRecords", "windows", "bins"));
        KEYS.put("trainingSkew", Keys.of("rule", "method", "field", "minimumRecords", "windows", "bins"));
        KEYS.put("freshness", Keys.of("rule", "per", "groupBy", "clock", "unit"));
        KEYS.put("volume", Keys.of("rule", "season", "deviations", "change", "warmUp"));
        KEYS.put("gap", Keys.of("rule", "per", "groupBy", "clock", "unit", "factor"));
        KEYS.put("order", Keys.of("rule", "allowance", "unit"));
        KEYS.put("reconciliation", Keys.of("rule", "with", "key", "otherKey", "within", "direction", "unit"));
        KEYS.put("ledger", Keys.of("rule", "of", "within", "unit"));
        KEYS.put("skew", Keys.of("rule", "with", "key", "otherKey", "fields", "tolerance", "sample", "within", "unit"));
        KEYS.put("labelDelay", Keys.of("rule", "eventTime", "knownAt", "quantile", "unit"));
        KEYS.put("labelCoverage", Keys.of("rule", "of", "key", "otherKey", "within", "unit"));
    }

    private final Drafting drafting;
    private final Problems problems;

    EvenflowRules(Drafting drafting) {
        this.drafting = drafting;
        this.problems = drafting.problems;
    }

    /** @param path of the property it stands at; empty at the schema */
    void read(YamlMap entry, String path) {
        Node node = Implementation.node(entry, problems);
        if (node == null) return;
        if (BoundKeys.any(entry))
            entry.problem("engine", "the operators of an evenflow rule stand in its 'implementation'");
        Node named = YamlMap.child(node, "rule");
        String rule = named == null ? null : YamlMap.text(named);
        Set<String> keys = rule == null ? null : KEYS.get(rule);
        if (rule == null || keys == null) {
            String found = rule == null ? "'rule' is missing" : "'rule': found '" + rule + "'";
            problems.add(
                    YamlMap.lineOf(named == null ? node : named),
                    "quality, implementation",
                    found + ", expected one of " + KEYS.keySet()
                            + (rule == null ? "" : Problems.nearest(rule, KEYS.keySet())));
            return;
        }
        YamlMap map = new YamlMap(node, "quality, " + rule, Keys.of(keys, Keys.OPERATORS), problems);
        EvenflowKeys in = new EvenflowKeys(map, drafting.fields.keySet());
        switch (rule) {
            case "expression" -> expression(entry, map, in, path);
            case "drift" -> drift(entry, map, in, path, Dimension.DRIFT);
            // the baseline is what the model was trained on: a difference is not the world's but ours
            case "trainingSkew" -> drift(entry, map, in, path, Dimension.SKEW);
            case "freshness" -> freshness(entry, in);
            case "volume" -> volume(entry, map);
            case "gap" -> gap(entry, map, in);
            case "order" -> order(entry, map, in);
            case "reconciliation" -> reconciliation(entry, map, in);
            case "ledger" -> ledger(entry, map, in);
            case "skew" -> new SkewKeys(drafting).read(entry, map, in);
            case "labelDelay" -> labelDelay(entry, in);
            default -> labelCoverage(entry, map, in);
        }
    }

    private void expression(YamlMap entry, YamlMap map, EvenflowKeys in, String path) {
        String cel = map.required("cel", "a CEL condition such as amount > 0");
        String field = map.has("field") ? in.field("field") : path.isEmpty() ? null : path;
        Bound bound = BoundKeys.or(map, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(map, Unit.ROWS);
        if (cel == null) return;
        try {
            List<String> mentioned = RecordCondition.compile(cel, FieldTypes.of(drafting.fields.values()))
                    .fields();
            String subject = field != null ? field : mentioned.size() == 1 ? mentioned.get(0) : "";
            drafting.stated(
                    entry,
                    (subject.isEmpty() ? String.join(",", mentioned) : subject) + ".expression",
                    subject,
                    null,
                    mentioned.size() == 1 ? Dimension.VALIDITY : Dimension.CONSISTENCY,
                    Severity.ERROR,
                    bound.text() + " " + unit.text(),
                    new Requirement.OfRecords(new RecordTest.Violates(subject, cel), bound, unit));
        } catch (ExpressionException e) {
            map.problem("cel", String.valueOf(e.getMessage()));
        }
    }

    private void drift(YamlMap entry, YamlMap map, EvenflowKeys in, String path, Dimension dimension) {
        String field = path.isEmpty() || map.has("field") ? in.field("field") : path;
        Set<String> names = Keys.of(DriftMethod.contractNames(), List.of("missingness"));
        String name = map.required("method", "one of " + names);
        if (name != null && !names.contains(name))
            map.problem("method", "found '" + name + "', expected one of " + names + Problems.nearest(name, names));
        DriftMethod method = name == null ? null : DriftMethod.named(name).orElse(null);
        LogicalType type = field == null || drafting.fields.get(field) == null
                ? null
                : Objects.requireNonNull(drafting.fields.get(field)).type();
        if (method != null && method.needsNumbers() && type == LogicalType.BOOLEAN)
            map.problem("method", "'" + name + "' is of numbers, but the field's logicalType is BOOLEAN");
        Bound bound = BoundKeys.required(map, "mustBeLessThan: 0.2");
        long minimum = in.whole("minimumRecords", 1, 100_000_000, 100);
        int windows = in.whole("windows", 1, 168, 1);
        int bins = in.whole("bins", 2, 1_000, 10);
        if (field == null || name == null || !names.contains(name)) return;
        drafting.stated(
                entry,
                field + "." + name,
                field,
                dimension,
                dimension,
                Severity.WARNING,
                bound.text(),
                new Requirement.Drift(field, method, bound, minimum, windows, bins));
    }

    private void freshness(YamlMap entry, EvenflowKeys in) {
        Per per = in.oneOf("per", Per.values(), Per.DATASET);
        String groupBy = in.groupBy(per);
        Clock clock = in.oneOf("clock", Clock.values(), Clock.EVENT);
        Long most = in.mostMs(true);
        if (most == null || per == Per.GROUP && groupBy == null) return;
        drafting.stated(
                entry,
                "freshness" + EvenflowKeys.suffix(per, groupBy) + (clock == Clock.ARRIVAL ? ".arrival" : ""),
                "",
                Dimension.FRESHNESS,
                Dimension.FRESHNESS,
                Severity.ERROR,
                "< " + Bound.number(most / 1000.0) + " s",
                new Requirement.Freshness(per, groupBy, clock, most));
    }

    private void gap(YamlMap entry, YamlMap map, EvenflowKeys in) {
        Per per = in.oneOf("per", Per.values(), Per.PARTITION);
        String groupBy = in.groupBy(per);
        Clock clock = in.oneOf("clock", Clock.values(), Clock.EVENT);
        Long most = in.mostMs(false);
        double factor = in.number("factor", 1, 1_000, 3);
        if (most != null && map.has("factor")) map.problem("factor", "is for a learned gap, not beside mustBeLessThan");
        if (per == Per.GROUP && groupBy == null) return;
        drafting.stated(
                entry,
                "gap" + EvenflowKeys.suffix(per, groupBy) + (clock == Clock.ARRIVAL ? ".arrival" : ""),
                "",
                Dimension.FRESHNESS,
                Dimension.FRESHNESS,
                Severity.ERROR,
                most != null
                        ? "< " + Bound.number(most / 1000.0) + " s"
                        : "< " + Bound.number(factor) + " times the longest so far",
                new Requirement.Gap(per, groupBy, clock, most == null ? 0 : most, factor));
    }

    private void volume(YamlMap entry, YamlMap map) {
        EvenflowKeys in = new EvenflowKeys(map, Set.of());
        Set<String> names = new LinkedHashSet<>();
        for (Season season : Season.values()) names.add(season.contractName());
        String name = map.text("season", Season.HOUR_OF_WEEK.contractName());
        Season chosen = Season.HOUR_OF_WEEK;
        for (Season season : Season.values()) if (season.contractName().equals(name)) chosen = season;
        if (!names.contains(name))
            map.problem("season", "found '" + name + "', expected one of " + names + Problems.nearest(name, names));
        double deviations = in.number("deviations", 1, 100, 4);
        double change = in.number("change", 0, 0.99 * deviations, 0.2);
        int warmUp = in.whole("warmUp", 3, 10_000, chosen == Season.NONE ? 10 : 3);
        drafting.stated(
                entry,
                "volume",
                "",
                Dimension.VOLUME,
                Dimension.VOLUME,
                Severity.ERROR,
                chosen == Season.NONE ? "as many as usual" : "as many as usual at this " + name.replace('-', ' '),
                new Requirement.SeasonalVolume(chosen, deviations, change, warmUp));
    }

    private void order(YamlMap entry, YamlMap map, EvenflowKeys in) {
        long allowance = in.durationOr("allowance", 0);
        Bound bound = BoundKeys.or(map, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(map, Unit.ROWS);
        drafting.stated(
                entry,
                "order",
                "",
                Dimension.FRESHNESS,
                Dimension.FRESHNESS,
                Severity.WARNING,
                bound.text() + " " + unit.text(),
                new Requirement.Order(allowance, bound, unit));
    }

    private void reconciliation(YamlMap entry, YamlMap map, EvenflowKeys in) {
        String with = map.required("with", "the dataset that has the partners");
        List<String> key = in.fields("key");
        List<String> otherKey = in.otherKey(key);
        Long within = in.duration("within");
        Direction direction = in.oneOf("direction", Direction.values(), Direction.BOTH);
        Bound bound = BoundKeys.or(map, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(map, Unit.PERCENT);
        if (with == null || within == null || key.isEmpty()) return;
        drafting.stated(
                entry,
                "reconciliation." + with,
                "",
                Dimension.CONSISTENCY,
                Dimension.CONSISTENCY,
                Severity.ERROR,
                bound.text() + " " + unit.text() + " without a partner",
                new Requirement.Reconciliation(with, key, otherKey, within, direction, bound, unit));
    }

    private void ledger(YamlMap entry, YamlMap map, EvenflowKeys in) {
        List<String> of = in.texts("of", "a list of topics");
        Long within = in.duration("within");
        Bound bound = BoundKeys.or(map, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(map, Unit.ROWS);
        if (within == null || of.isEmpty()) return;
        drafting.stated(
                entry,
                "ledger",
                "",
                Dimension.CONSISTENCY,
                Dimension.CONSISTENCY,
                Severity.ERROR,
                bound.text() + " " + unit.text() + " unaccounted for",
                new Requirement.Ledger(of, within, bound, unit));
    }

    private void labelDelay(YamlMap entry, EvenflowKeys in) {
        String event = in.field("eventTime");
        String known = in.field("knownAt");
        double quantile = in.number("quantile", 0, 1, 0.95);
        Long most = in.mostMs(true);
        if (event == null || known == null || most == null) return;
        Bound bound = Bound.lessThan(most / 1000.0);
        drafting.stated(
                entry,
                "labelDelay",
                "",
                Dimension.FRESHNESS,
                Dimension.FRESHNESS,
                Severity.WARNING,
                bound.text() + " s at quantile " + quantile,
                new Requirement.LabelDelay(event, known, quantile, bound));
    }

    private void labelCoverage(YamlMap entry, YamlMap map, EvenflowKeys in) {
        String of = map.required("of", "the dataset whose records get labels");
        List<String> key = in.fields("key");
        List<String> otherKey = in.otherKey(key);
        Long within = in.duration("within");
        if (BoundKeys.unit(map, Unit.PERCENT) == Unit.ROWS) map.problem("unit", "'labelCoverage' is in percent");
        Bound bound = BoundKeys.required(map, "mustBeGreaterThan: 90");
        if (of == null || within == null || key.isEmpty()) return;
        drafting.stated(
                entry,
                "labelCoverage." + of,
                "",
                Dimension.COMPLETENESS,
                Dimension.COMPLETENESS,
                Severity.WARNING,
                bound.text() + " percent",
                new Requirement.LabelCoverage(of, key, otherKey, within, bound));
    }
}
