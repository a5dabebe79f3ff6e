package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.yaml.Durations;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** A contract while it is read: its fields, its defaults for rules, and the rules so far, whose ids stay unique. */
final class Drafting {
    private static final Set<String> OWN = Keys.of("mode", "sustain", "recover", "quarantine", "runbook");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,/:-]{0,199}");

    final Problems problems;
    final Map<String, ContractField> fields = new LinkedHashMap<>();
    final List<String> notes = new ArrayList<>();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private Mode mode = Mode.ENFORCE;
    private long sustainMs;
    private long recoverMs;

    Drafting(Problems problems) {
        this.problems = problems;
    }

    List<Rule> rules() {
        return new ArrayList<>(rules.values());
    }

    void note(int line, String note) {
        notes.add("line " + line + ": " + note);
    }

    /** Defaults for all rules, from the contract's custom properties. */
    void defaults(Map<String, Node> custom) {
        Node node = custom.get("qualityMode");
        if (node != null) mode = mode(node, "qualityMode");
        sustainMs = duration(custom.get("qualitySustain"), "qualitySustain", 0);
        recoverMs = duration(custom.get("qualityRecover"), "qualityRecover", 0);
    }

    /** A rule that the schema or a service level implies. */
    void implied(
            String id,
            String subject,
            Dimension dimension,
            Severity severity,
            String expected,
            String description,
            int line,
            Requirement requirement) {
        boolean ofEach = requirement instanceof Requirement.OfRecords || requirement instanceof Requirement.Readable;
        boolean quarantine = mode != Mode.SHADOW && ofEach;
        add(new Rule(
                id,
                subject,
                dimension,
                severity,
                mode,
                sustainMs,
                recoverMs,
                quarantine,
                expected,
                description,
                "",
                line,
                requirement));
    }

    /**
     * A rule that an entry below {@code quality} states.
     *
     * @param derivedId where the entry has neither id nor name
     * @param fixed null where the entry may choose the dimension
     */
    void stated(
            YamlMap entry,
            String derivedId,
            String subject,
            @Nullable Dimension fixed,
            Dimension otherwise,
            Severity severity,
            String expected,
            Requirement requirement) {
        Map<String, Node> custom = CustomKeys.read(entry, problems, "quality");
        Mode own = custom.containsKey("mode") ? mode(custom.get("mode"), "mode") : mode;
        Severity chosen = severity(entry, severity);
        boolean exact = requirement instanceof Requirement.OfRecords of
                && of.bound().allowsNone(of.unit())
                && chosen.compareTo(Severity.ERROR) >= 0;
        boolean quarantine = requirement instanceof Requirement.OfRecords
                && flag(custom.get("quarantine"), exact)
                && own != Mode.SHADOW;
        for (String property : custom.keySet())
            if (!OWN.contains(property))
                note(entry.line(), "custom property '" + property + "' means nothing here; known are " + OWN);
        Dimension stated = dimension(entry, otherwise);
        Node runbook = custom.get("runbook");
        add(new Rule(
                id(entry, derivedId),
                subject,
                fixed == null ? stated : fixed,
                chosen,
                own,
                duration(custom.get("sustain"), "sustain", sustainMs),
                duration(custom.get("recover"), "recover", recoverMs),
                quarantine,
                expected,
                entry.text("description", ""),
                runbook == null || YamlMap.text(runbook) == null ? "" : String.valueOf(YamlMap.text(runbook)),
                entry.line(),
                requirement));
    }

    private void add(Rule rule) {
        Rule other = rules.putIfAbsent(rule.id(), rule);
        if (other != null)
            problems.add(
                    rule.line(),
                    "quality",
                    "the id '" + rule.id() + "' is taken (line " + other.line()
                            + "), expected a 'name' of its own: state and incidents are kept by it");
    }

    boolean has(String ruleId) {
        return rules.containsKey(ruleId);
    }

    private static String id(YamlMap entry, String derived) {
        String id = entry.optional("id", "an id such as amount.positive");
        if (id != null) {
            if (!ID.matcher(id).matches())
                entry.problem(
                        "id", "found '" + id + "', expected letters, digits and . _ - / , : such as amount.positive");
            return id;
        }
        String name = entry.optional("name", "a name");
        if (name == null) return derived;
        String slug =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.]+", "-").replaceAll("^-+|-+$", "");
        if (slug.isEmpty()) entry.problem("name", "found '" + name + "', expected letters or digits");
        return slug.length() > 200 ? slug.substring(0, 200) : slug;
    }

    private static Severity severity(YamlMap entry, Severity otherwise) {
        String text = entry.optional("severity", "info, warning, error or critical");
        if (text == null) return otherwise;
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "info", "low" -> Severity.INFO;
            case "warning", "warn", "medium" -> Severity.WARNING;
            case "error", "high" -> Severity.ERROR;
            case "critical" -> Severity.CRITICAL;
            default -> {
                Set<String> names = Keys.of("info", "warning", "error", "critical");
                entry.problem(
                        "severity", "found '" + text + "', expected one of " + names + Problems.nearest(text, names));
                yield otherwise;
            }
        };
    }

    private static Dimension dimension(YamlMap entry, Dimension otherwise) {
        String text = entry.optional("dimension", "a dimension of ODCS");
        if (text == null) return otherwise;
        return switch (text) {
            case "accuracy", "ac", "conformity", "cf" -> Dimension.VALIDITY;
            case "completeness", "cp" -> Dimension.COMPLETENESS;
            case "consistency", "cs" -> Dimension.CONSISTENCY;
            case "coverage", "cv" -> Dimension.VOLUME;
            case "timeliness", "tm" -> Dimension.FRESHNESS;
            case "uniqueness", "uq" -> Dimension.UNIQUENESS;
            default -> {
                Set<String> names = Keys.of(
                        "accuracy",
                        "completeness",
                        "conformity",
                        "consistency",
                        "coverage",
                        "timeliness",
                        "uniqueness");
                entry.problem(
                        "dimension", "found '" + text + "', expected one of " + names + Problems.nearest(text, names));
                yield otherwise;
            }
        };
    }

    private Mode mode(Node node, String property) {
        String text = String.valueOf(YamlMap.text(node));
        for (Mode candidate : Mode.values())
            if (candidate.name().toLowerCase(Locale.ROOT).equals(text)) return candidate;
        Set<String> names = Keys.of("enforce", "shadow", "gate");
        problems.add(
                YamlMap.lineOf(node),
                "custom property '" + property + "'",
                "found " + YamlMap.kind(node) + ", expected one of " + names + Problems.nearest(text, names));
        return Mode.ENFORCE;
    }

    private long duration(@Nullable Node node, String property, long otherwise) {
        if (node == null) return otherwise;
        String text = YamlMap.text(node);
        if ("0".equals(text) || "0s".equals(text)) return 0;
        Long duration = text == null ? null : Durations.parse(text);
        if (duration != null) return duration;
        problems.add(
                YamlMap.lineOf(node),
                "custom property '" + property + "'",
                "found " + YamlMap.kind(node) + ", expected " + Durations.EXPECTED);
        return otherwise;
    }

    private boolean flag(@Nullable Node node, boolean otherwise) {
        if (node == null) return otherwise;
        String text = String.valueOf(YamlMap.text(node));
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        problems.add(
                YamlMap.lineOf(node),
                "custom property 'quarantine'",
                "found " + YamlMap.kind(node) + ", expected true or false");
        return otherwise;
    }
}
