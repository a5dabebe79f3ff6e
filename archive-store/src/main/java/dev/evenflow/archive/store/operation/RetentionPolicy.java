package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.yaml.YamlLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** How long rows are kept, by class, region and model. Errors name file, entry and field, and what was expected. */
public record RetentionPolicy(String file, List<Rule> rules) {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([dmy])");

    public RetentionPolicy {
        rules = List.copyOf(rules);
    }

    /**
     * One entry.
     *
     * @param table class of the rows
     * @param model null for all; only inferences have one
     */
    public record Rule(int number, ArchiveTable table, String region, @Nullable String model, Period keep) {
        /** Rows of days before this one are too old. */
        public LocalDate firstKept(LocalDate today) {
            return today.minus(keep);
        }
    }

    /** Whether there is an entry for that model alone. */
    boolean hasRuleFor(Rule general, String model) {
        return rules.stream()
                .anyMatch(rule -> rule.table() == general.table()
                        && rule.region().equals(general.region())
                        && model.equals(rule.model()));
    }

    public static RetentionPolicy read(Path file, Set<String> regions) {
        try {
            return parse(file.toString(), Files.readString(file), regions);
        } catch (IOException e) {
            throw new ArchiveStoreException("--policy " + file + " cannot be read: " + e, e);
        }
    }

    /** @param regions those that the archive has a place for */
    static RetentionPolicy parse(String file, String yaml, Set<String> regions) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(YamlLimits.options())).load(yaml);
        } catch (YAMLException e) {
            throw new ArchiveStoreException(file + ": not YAML: " + e.getMessage(), e);
        }
        if (!(document instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("retention"))) {
            throw new ArchiveStoreException(file + ": expected one field, 'retention', with a list of entries");
        }
        if (!(map.get("retention") instanceof List<?> entries) || entries.isEmpty()) {
            throw new ArchiveStoreException(
                    file
                            + ": retention is not a list with entries; expected entries such as {class: inferences, region: EU, keep: 7y}");
        }
        List<Rule> rules = new ArrayList<>();
        for (Object entry : entries) {
            Rule rule = rule(file, rules.size(), entry, regions);
            for (Rule other : rules) {
                if (other.table() == rule.table()
                        && other.region().equals(rule.region())
                        && Objects.equals(other.model(), rule.model())) {
                    throw new ArchiveStoreException(
                            file + ": retention[" + rule.number() + "] is about the same rows as retention["
                                    + other.number() + "]; expected one entry for each class, region and model");
                }
            }
            rules.add(rule);
        }
        return new RetentionPolicy(file, rules);
    }

    private static Rule rule(String file, int number, Object entry, Set<String> regions) {
        String at = file + ": retention[" + number + "]";
        if (!(entry instanceof Map<?, ?> fields)) {
            throw new ArchiveStoreException(
                    at + " is not a mapping; expected class, region, keep and, if you like, model");
        }
        Set<String> known = new TreeSet<>(List.of("class", "region", "model", "keep"));
        for (Object name : fields.keySet()) {
            if (!known.contains(String.valueOf(name))) {
                throw new ArchiveStoreException(at + "." + name + " is unknown; expected " + known);
            }
        }
        ArchiveTable table = table(at, text(at, fields, "class"));
        String region = text(at, fields, "region");
        if (!regions.contains(region)) {
            throw new ArchiveStoreException(at + ".region is '" + region
                    + "'; expected one that the archive has a place for: " + new TreeSet<>(regions));
        }
        String model = fields.containsKey("model") ? text(at, fields, "model") : null;
        if (model != null && table == ArchiveTable.FEEDBACK) {
            throw new ArchiveStoreException(at + ".model is '" + model + "', and feedback has no model; leave it out");
        }
        return new Rule(number, table, region, model, keep(at, text(at, fields, "keep")));
    }

    private static ArchiveTable table(String at, String name) {
        for (ArchiveTable table : ArchiveTable.values()) {
            if (table.table().equals(name)) {
                return table;
            }
        }
        throw new ArchiveStoreException(at + ".class is '" + name + "'; expected inferences or feedback");
    }

    private static Period keep(String at, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new ArchiveStoreException(
                    at + ".keep is '" + text + "'; expected days, months or years, such as 365d, 18m or 7y");
        }
        int count = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Period.ofDays(count);
            case "m" -> Period.ofMonths(count);
            default -> Period.ofYears(count);
        };
    }

    private static String text(String at, Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null
                || value instanceof Map
                || value instanceof List
                || value.toString().isBlank()) {
            throw new ArchiveStoreException(at + "." + name + (value == null ? " is missing" : " is not a text"));
        }
        return value.toString();
    }
}
