package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.PropertyKeys.Declared;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlDocument;
import dev.evenflow.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a contract of ODCS 3.0 or 3.1; all its problems come at once, each with its line. */
final class ContractParser {
    private static final Set<String> TYPES = Keys.of("library", "custom", "text", "sql");

    private final String file;
    private final Problems problems;
    private final Drafting drafting;

    ContractParser(String file) {
        this.file = file;
        this.problems = new Problems(file);
        this.drafting = new Drafting(problems);
    }

    Contract parse(String text) throws ContractException {
        Node root = YamlDocument.root(text, "a data contract", problems);
        problems.throwIfAny(ContractException::new);
        YamlMap top = new YamlMap(Objects.requireNonNull(root), "", Keys.TOP, problems);
        problems.throwIfAny(ContractException::new);
        Contract contract = contract(top);
        problems.throwIfAny(ContractException::new);
        return contract;
    }

    private Contract contract(YamlMap top) {
        String apiVersion = top.required("apiVersion", "the version of ODCS, such as v3.0.2");
        if (apiVersion != null && !apiVersion.matches("v?3[.][0-9]+([.][0-9]+)?"))
            top.problem("apiVersion", "found '" + apiVersion + "', expected v3.x, such as v3.0.2");
        String kind = top.required("kind", "DataContract");
        if (kind != null && !kind.equals("DataContract"))
            top.problem("kind", "found '" + kind + "', expected DataContract");
        String version = top.required("version", "the contract's version, such as 1.0.0");
        Map<String, Node> custom = CustomKeys.read(top, problems, "contract");
        drafting.defaults(custom);
        YamlMap object = object(top);
        Map<String, Node> objectCustom = object == null ? Map.of() : CustomKeys.read(object, problems, "schema");
        PropertyKeys properties = new PropertyKeys(drafting);
        String dataset = "";
        if (object != null) {
            String name = object.required("name", "the record's name");
            dataset = object.text("physicalName", name == null ? "" : name);
            properties.read(object, "");
            rules(object, properties.declared());
        }
        String eventTime = eventTime(top, object, custom);
        freshness(top);
        Node record = objectCustom.get("avroRecord");
        return new Contract(
                file,
                dataset,
                version == null ? "" : version,
                record == null ? "" : String.valueOf(YamlMap.text(record)),
                owner(top),
                text(custom.get("runbook")),
                eventTime,
                properties.key(),
                List.copyOf(drafting.fields.values()),
                drafting.rules(),
                texts(custom),
                drafting.notes);
    }

    private @Nullable YamlMap object(YamlMap top) {
        List<Node> objects = top.list("schema", "a list with one schema");
        if (objects.size() != 1)
            problems.add(
                    top.line("schema"),
                    "",
                    "'schema' has " + objects.size()
                            + " entries, expected one: a contract is of one topic, table or file");
        return objects.isEmpty() ? null : new YamlMap(objects.get(0), "schema", Keys.OBJECT, problems);
    }

    private void rules(YamlMap object, List<Declared> declared) {
        drafting.implied(
                "schema",
                "",
                Dimension.SCHEMA,
                Severity.CRITICAL,
                "0 records",
                "Every record can be read, with the fields and types of the contract.",
                object.line(),
                new Requirement.Readable());
        ImpliedRules implied = new ImpliedRules(drafting);
        for (Declared property : declared) {
            implied.of(property);
            quality(property.map(), property.field().path());
        }
        quality(object, "");
    }

    private void quality(YamlMap owner, String path) {
        String where = path.isEmpty() ? "quality" : "quality of '" + path + "'";
        for (Node node : owner.list("quality", "a list of rules")) {
            YamlMap entry = new YamlMap(node, where, Keys.QUALITY, problems);
            if (!(node instanceof MappingNode)) continue;
            String type = entry.text("type", "library");
            switch (type) {
                case "library" -> new LibraryRules(drafting).read(entry, path);
                case "custom" -> custom(entry, path);
                case "text" -> drafting.note(entry.line(), where + ": a text, for people");
                case "sql" -> drafting.note(entry.line(), where + ": SQL is not evaluated on streams");
                default ->
                    entry.problem(
                            "type", "found '" + type + "', expected one of " + TYPES + Problems.nearest(type, TYPES));
            }
        }
    }

    private void custom(YamlMap entry, String path) {
        String engine = entry.required("engine", "the engine that understands it, such as evenflow");
        if (engine == null) return;
        if (engine.equals("evenflow")) new EvenflowRules(drafting).read(entry, path);
        else drafting.note(entry.line(), "a rule of the engine '" + engine + "' is not evaluated");
    }

    /** {@code freshness} of the service level is a rule on the whole dataset. */
    private void freshness(YamlMap top) {
        for (Node node : top.list("slaProperties", "a list of service levels")) {
            YamlMap sla = new YamlMap(node, "slaProperties", Keys.SLA, problems);
            String property = sla.required("property", "a service level such as freshness");
            if (property == null || !property.equals("freshness")) continue;
            Double value = sla.has("value") ? sla.number("value") : null;
            if (!sla.has("value")) sla.required("value", "a number");
            String unit = sla.text("unit", "s");
            Long unitMs = EvenflowKeys.unitMs(unit);
            if (unitMs == null) sla.problem("unit", "found '" + unit + "', expected s, m, h or d");
            if (value == null || unitMs == null || drafting.has("freshness")) continue;
            if (value <= 0) {
                sla.problem("value", "found '" + sla.text("value", "") + "', expected a number above 0");
                continue;
            }
            drafting.implied(
                    "freshness",
                    "",
                    Dimension.FRESHNESS,
                    Severity.ERROR,
                    "< " + Bound.number(value * unitMs / 1000.0) + " s",
                    "The service level says so.",
                    sla.line(),
                    new Requirement.Freshness(
                            Requirement.Per.DATASET, null, Requirement.Clock.EVENT, (long) (value * unitMs)));
        }
    }

    /** The custom property {@code eventTime}, else the element that freshness is of, else that of all service levels. */
    private @Nullable String eventTime(YamlMap top, @Nullable YamlMap object, Map<String, Node> custom) {
        Node own = custom.get("eventTime");
        if (own != null) {
            String path = String.valueOf(YamlMap.text(own));
            if (!drafting.fields.containsKey(path))
                problems.add(
                        YamlMap.lineOf(own),
                        "custom property 'eventTime'",
                        "the contract has no field '" + path + "'" + Problems.nearest(path, drafting.fields.keySet()));
            return path;
        }
        String element = null;
        int line = 0;
        for (Node node : top.list("slaProperties", "a list of service levels")) {
            Node property = YamlMap.child(node, "property");
            Node named = YamlMap.child(node, "element");
            if (property == null || named == null || !"freshness".equals(YamlMap.text(property))) continue;
            element = YamlMap.text(named);
            line = YamlMap.lineOf(named);
        }
        if (element == null) {
            element = top.optional("slaDefaultElement", "schema.field");
            line = top.line("slaDefaultElement");
        }
        return element == null || object == null ? null : field(element, line, object);
    }

    private @Nullable String field(String element, int line, YamlMap object) {
        if (drafting.fields.containsKey(element)) return element;
        for (String prefix : List.of(object.text("physicalName", ""), object.text("name", ""))) {
            String path = element.startsWith(prefix + ".") ? element.substring(prefix.length() + 1) : null;
            if (path != null && drafting.fields.containsKey(path)) return path;
        }
        String path = element.substring(element.lastIndexOf('.') + 1);
        problems.add(
                line,
                "slaProperties",
                "'element': the contract has no field '" + element + "', expected "
                        + object.text("physicalName", object.text("name", "schema")) + ".FIELD"
                        + Problems.nearest(path, drafting.fields.keySet()));
        return null;
    }

    /** 3.0 lists the members; 3.1 has a team with members. */
    private String owner(YamlMap top) {
        Node team = top.node("team");
        if (team == null) return "";
        YamlMap holder = top;
        String key = "team";
        if (team instanceof MappingNode) {
            holder = new YamlMap(team, "team", Keys.TEAM, problems);
            key = "members";
        }
        String owner = "";
        for (Node node : holder.list(key, "a list of members, each with a username")) {
            YamlMap member = new YamlMap(node, "team", Keys.MEMBER, problems);
            String name = member.required("username", "a user or team");
            if (name != null && owner.isEmpty() && member.text("role", "").equalsIgnoreCase("owner")) owner = name;
        }
        return owner;
    }

    private static String text(@Nullable Node node) {
        String text = node == null ? null : YamlMap.text(node);
        return text == null ? "" : text;
    }

    private static Map<String, String> texts(Map<String, Node> custom) {
        Map<String, String> texts = new LinkedHashMap<>();
        custom.forEach((property, node) -> {
            String text = YamlMap.text(node);
            if (text != null) texts.put(property, text);
        });
        return texts;
    }
}
