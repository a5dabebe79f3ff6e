package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.yaml.YamlLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Fields of a {@link DatasetSpec} as texts, each with where it was given: errors name that and what was expected. */
public final class SpecFields {
    /** Every key of a spec file; on the command line each is an option. */
    public static final List<String> KEYS = List.of(
            "name",
            "model",
            "region",
            "from",
            "to",
            "status",
            "label",
            "maturity",
            "as-of",
            "unlabelled",
            "immature",
            "features",
            "feature-set-version",
            "score",
            "format");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private final Map<String, Given> given = new LinkedHashMap<>();

    private record Given(String where, String text) {
        ArchiveStoreException expected(String what) {
            return new ArchiveStoreException(where + " is '" + text + "', expected " + what);
        }
    }

    /** Of a YAML file. */
    public static SpecFields read(Path file) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(YamlLimits.options())).load(Files.readString(file));
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot read the spec of a training set " + file + ": " + e, e);
        } catch (YAMLException e) {
            throw new ArchiveStoreException(file + ": not YAML: " + e.getMessage(), e);
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new ArchiveStoreException(file + ": expected a mapping of names to values");
        }
        SpecFields fields = new SpecFields();
        map.forEach((key, value) -> fields.set(String.valueOf(key), file + ": " + key, text(file + ": " + key, value)));
        return fields;
    }

    private static String text(String where, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return String.join(
                    ",", list.stream().map(element -> text(where, element)).toList());
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (value instanceof Map || value == null) {
            throw new ArchiveStoreException(where + " is not a text or a list of texts");
        }
        return value.toString();
    }

    /** @param where how a message names the field, for example option --label */
    public SpecFields set(String key, String where, String text) {
        if (!KEYS.contains(key)) {
            throw new ArchiveStoreException(where + " is unknown; known are " + KEYS);
        }
        if (text.isBlank()) {
            throw new ArchiveStoreException(where + " is blank");
        }
        given.put(key, new Given(where, text.strip()));
        return this;
    }

    /** @param now what as-of is where it was not given */
    public DatasetSpec spec(Instant now) {
        Given name = required("name");
        if (!NAME.matcher(name.text).matches()) {
            throw name.expected("letters, digits, dots, dashes and underscores: it becomes a directory");
        }
        Optional<Instant> from = time("from");
        Optional<Instant> to = time("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw required("to").expected("a time after " + from.get());
        }
        return new DatasetSpec(
                name.text,
                required("model").text,
                sorted("region", List.of()),
                from,
                to,
                statuses(),
                required("label").text,
                duration(required("maturity")),
                time("as-of").orElse(now.truncatedTo(ChronoUnit.MILLIS)),
                choice("unlabelled", DatasetSpec.Unlabelled.class, DatasetSpec.Unlabelled.DROP),
                keepImmature(),
                features(),
                optional("feature-set-version"),
                optional("score"),
                choice("format", DatasetSpec.Format.class, DatasetSpec.Format.PARQUET));
    }

    private Given required(String key) {
        Given field = given.get(key);
        if (field == null) {
            throw new ArchiveStoreException(
                    "a training set needs " + key + ": option --" + key + ", or " + key + " in the spec file");
        }
        return field;
    }

    private Optional<String> optional(String key) {
        return Optional.ofNullable(given.get(key)).map(Given::text);
    }

    private List<String> list(String key) {
        Given field = given.get(key);
        if (field == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (String value : field.text.split(",", -1)) {
            if (value.isBlank() || values.contains(value.strip())) {
                throw field.expected("names separated by commas, each once");
            }
            values.add(value.strip());
        }
        return values;
    }

    private List<String> sorted(String key, List<String> otherwise) {
        List<String> values = list(key);
        return values.isEmpty() ? otherwise : List.copyOf(new TreeSet<>(values));
    }

    private List<String> statuses() {
        List<String> known =
                Arrays.stream(ArchiveStatus.values()).map(Enum::name).toList();
        List<String> statuses = sorted("status", List.of(ArchiveStatus.COMPLETE.name()));
        if (!known.containsAll(statuses)) {
            throw required("status").expected("some of " + known);
        }
        return statuses;
    }

    private List<String> features() {
        List<String> features = list("features");
        return features.equals(List.of("all")) ? List.of() : features;
    }

    private boolean keepImmature() {
        Given field = given.get("immature");
        if (field == null || field.text.equals("drop")) {
            return false;
        }
        if (field.text.equals("keep")) {
            return true;
        }
        throw field.expected("drop or keep");
    }

    private Optional<Instant> time(String key) {
        Given field = given.get(key);
        if (field == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    field.text.length() == 10
                            ? LocalDate.parse(field.text)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant()
                            : Instant.parse(field.text));
        } catch (DateTimeException e) {
            throw field.expected("a day, for example 2026-03-01, or a time, for example 2026-03-01T12:00:00Z, UTC");
        }
    }

    private static Duration duration(Given field) {
        Matcher form = DURATION.matcher(field.text);
        if (!form.matches()) {
            throw field.expected("a whole number and ms, s, m, h or d, for example 30d");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        Given field = given.get(key);
        if (field == null) {
            return otherwise;
        }
        for (E candidate : type.getEnumConstants()) {
            if (candidate.name().equals(field.text.toUpperCase(Locale.ROOT))) {
                return candidate;
            }
        }
        throw field.expected("one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(candidate -> candidate.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
