package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.Requirement.OfRecords;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the rules of ODCS's library: the metrics of 3.1, and what 3.0 called them. */
final class LibraryRules {
    private static final Set<String> METRICS =
            Keys.of("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount");
    /** Names of 3.0 and of its examples; a rule of 3.0 without an operator allows none. */
    private static final Set<String> OLDER = Keys.of("nullCheck", "validValues", "duplicateCount", "unique");

    private final Drafting drafting;
    private final Problems problems;

    LibraryRules(Drafting drafting) {
        this.drafting = drafting;
        this.problems = drafting.problems;
    }

    /** @param path of the property it stands at; empty at the schema */
    void read(YamlMap entry, String path) {
        String key = entry.has("metric") ? "metric" : "rule";
        String metric = entry.required(key, "one of " + METRICS);
        if (metric == null) return;
        YamlMap arguments = arguments(entry);
        switch (metric) {
            case "nullValues", "nullCheck" -> nulls(entry, path, metric);
            case "missingValues" -> missing(entry, arguments, path, metric);
            case "invalidValues", "validValues" -> invalid(entry, arguments, path, metric);
            case "duplicateValues", "duplicateCount", "unique" -> duplicates(entry, arguments, path, metric);
            case "rowCount" -> rows(entry, path);
            default ->
                entry.problem(
                        key,
                        "found '" + metric + "', expected one of " + METRICS
                                + Problems.nearest(metric, Keys.of(METRICS, OLDER)));
        }
    }

    private YamlMap arguments(YamlMap entry) {
        Node node = entry.node("arguments");
        return node == null ? entry : new YamlMap(node, "quality, arguments", Keys.ARGUMENTS, problems);
    }

    private void nulls(YamlMap entry, String path, String metric) {
        if (atSchema(entry, path, metric)) return;
        ofRecords(entry, path, metric, Dimension.COMPLETENESS, new RecordTest.IsNull(path));
    }

    private void missing(YamlMap entry, YamlMap arguments, String path, String metric) {
        if (atSchema(entry, path, metric)) return;
        Set<String> values = new LinkedHashSet<>();
        boolean andNull = !arguments.has("missingValues");
        if (andNull) values.add("");
        for (Node node : arguments.list("missingValues", "a list of values, such as [null, '', 'N/A']")) {
            String text = YamlMap.text(node);
            if (YamlMap.isNull(node)) andNull = true;
            else if (text != null) values.add(text);
        }
        ofRecords(
                entry,
                path,
                metric,
                Dimension.COMPLETENESS,
                new RecordTest.IsMissing(path, Set.copyOf(values), andNull));
    }

    private void invalid(YamlMap entry, YamlMap arguments, String path, String metric) {
        if (atSchema(entry, path, metric)) return;
        YamlMap valid = arguments.has("validValues") ? arguments : entry;
        YamlMap form = arguments.has("pattern") ? arguments : entry;
        Set<String> values = null;
        if (valid.has("validValues")) {
            values = new LinkedHashSet<>(valid.texts("validValues", "a list of values"));
            if (values.isEmpty()) valid.problem("validValues", "expected at least one value");
        }
        String pattern = form.optional("pattern", "a regular expression");
        if (values == null && pattern == null)
            entry.problem(metric, "has neither 'validValues' nor 'pattern', expected one of them as argument");
        if (pattern != null && !PropertyKeys.isPattern(form, "pattern", pattern)) return;
        ofRecords(entry, path, metric, Dimension.VALIDITY, new RecordTest.Invalid(path, values, pattern));
    }

    private void duplicates(YamlMap entry, YamlMap arguments, String path, String metric) {
        YamlMap named = arguments.has("properties") ? arguments : entry;
        List<String> fields =
                path.isEmpty() ? List.copyOf(named.texts("properties", "a list of fields")) : List.of(path);
        if (path.isEmpty() && fields.isEmpty())
            entry.problem(
                    "metric",
                    "at the schema '" + metric + "' needs the argument 'properties', such as [tenant_id, order_id]");
        boolean known = true;
        for (String field : fields) known &= known(named, "properties", field);
        if (fields.isEmpty() || !known) return;
        Bound bound = BoundKeys.or(entry, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(entry, Unit.ROWS);
        drafting.stated(
                entry,
                String.join(",", fields) + "." + metric,
                fields.size() == 1 ? fields.get(0) : "",
                null,
                Dimension.UNIQUENESS,
                Severity.ERROR,
                bound.text() + " " + unit.text(),
                new Requirement.Unique(fields, bound, unit));
    }

    private void rows(YamlMap entry, String path) {
        if (!path.isEmpty()) {
            entry.problem("metric", "'rowCount' counts whole records, expected it at the schema's 'quality'");
            return;
        }
        if (entry.has("unit") && BoundKeys.unit(entry, Unit.ROWS) == Unit.PERCENT)
            entry.problem("unit", "'rowCount' is in rows");
        Bound bound = BoundKeys.required(entry, "mustBeGreaterThan: 0");
        drafting.stated(
                entry,
                "rowCount",
                "",
                Dimension.VOLUME,
                Dimension.VOLUME,
                Severity.ERROR,
                bound.text() + " records",
                new Requirement.RowCount(bound));
    }

    private void ofRecords(YamlMap entry, String path, String metric, Dimension dimension, RecordTest test) {
        Bound bound = BoundKeys.or(entry, Bound.NONE_AT_ALL);
        Unit unit = BoundKeys.unit(entry, Unit.ROWS);
        drafting.stated(
                entry,
                path + "." + metric,
                path,
                null,
                dimension,
                Severity.ERROR,
                bound.text() + " " + unit.text(),
                new OfRecords(test, bound, unit));
    }

    private static boolean atSchema(YamlMap entry, String path, String metric) {
        if (!path.isEmpty()) return false;
        entry.problem("metric", "'" + metric + "' is of one field, expected it at the 'quality' of a property");
        return true;
    }

    private boolean known(YamlMap map, String key, @Nullable String field) {
        if (field != null && drafting.fields.containsKey(field)) return true;
        map.problem(
                key,
                "the contract has no field '" + field + "'"
                        + Problems.nearest(String.valueOf(field), drafting.fields.keySet()));
        return false;
    }
}
