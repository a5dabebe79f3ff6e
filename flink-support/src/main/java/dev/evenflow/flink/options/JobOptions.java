package dev.evenflow.flink.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a job's options. Precedence: arguments ({@code --name value} or {@code --name=value}), then environment
 * ({@code EVENFLOW_NAME}), then the properties file named by {@code --config}, then the default. An unknown option, in
 * whatever place, is an {@link IllegalArgumentException} that names the nearest known one. Of variables that begin with
 * {@code EVENFLOW_} those are meant for options that are a letter or two from one, or below {@code KAFKA_} or {@code REGISTRY_}.
 *
 * <p>Options under a free prefix ({@code kafka.client.}) are passed on as they are;
 * {@code EVENFLOW_KAFKA_CLIENT_SECURITY_PROTOCOL} is {@code kafka.client.security.protocol}. A secret is never said in an
 * option, wherever that is: {@link Secrets} says how it is referred to.
 */
public final class JobOptions {
    private static final String CONFIG = "config";
    private static final String ENVIRONMENT = "EVENFLOW_";

    /** Names shorter than this are near to one another by chance. */
    private static final int SHORT = 8;

    /** Every job has options below these, so a variable there is meant for one. */
    private static final List<String> CONNECTIONS = List.of("kafka.", "registry.");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|min|h|d)");

    private final Map<String, JobOption> known = new LinkedHashMap<>();
    private final List<String> freePrefixes;
    private final Map<String, String> values = new TreeMap<>();

    private JobOptions(Collection<JobOption> options, List<String> freePrefixes) {
        for (JobOption option : options) known.put(option.name(), option);
        this.freePrefixes = freePrefixes;
    }

    public static JobOptions read(
            Collection<JobOption> options, List<String> freePrefixes, String[] args, Map<String, String> environment) {
        JobOptions read = new JobOptions(options, freePrefixes);
        Map<String, String> arguments = arguments(args);
        String file = arguments.remove(CONFIG);
        if (file == null) file = environment.get(ENVIRONMENT + "CONFIG");
        if (file != null) read.addFile(file);
        read.addEnvironment(environment);
        arguments.forEach((name, value) -> read.put(name, value, "argument --" + name));
        return read;
    }

    private static Map<String, String> arguments(String[] args) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("--") || arg.length() < 3)
                throw new IllegalArgumentException("argument '" + arg + "', expected --name value");
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
            if (equals < 0 && i + 1 == args.length)
                throw new IllegalArgumentException(
                        "argument '" + arg + "' has no value, expected --" + name + " value");
            String value = equals < 0 ? args[++i] : arg.substring(equals + 1);
            if (arguments.put(name, value) != null)
                throw new IllegalArgumentException("argument --" + name + " is given twice");
        }
        return arguments;
    }

    private void addFile(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("option --config: cannot read '" + file + "': " + e.getMessage(), e);
        }
        for (String name : properties.stringPropertyNames()) put(name, properties.getProperty(name), "file " + file);
    }

    private void addEnvironment(Map<String, String> environment) {
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(ENVIRONMENT) || name.equals(ENVIRONMENT + "CONFIG")) continue;
            String option = optionOf(name);
            if (option != null) put(option, variable.getValue(), "environment " + name);
        }
    }

    /** Null where the variable is none of ours: of the command line, or of another job. */
    private @Nullable String optionOf(String variable) {
        for (JobOption option : known.values()) if (option.environmentName().equals(variable)) return option.name();
        // clients' properties have dots only
        String dotted = variable.substring(ENVIRONMENT.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
        for (String prefix : freePrefixes) if (dotted.startsWith(prefix)) return dotted;
        for (JobOption option : known.values())
            if (edits(variable, option.environmentName()) <= (option.name().length() < SHORT ? 1 : 2))
                throw new IllegalArgumentException("unknown option " + variable + " (environment); did you mean "
                        + option.environmentName() + "?");
        for (String connection : CONNECTIONS)
            if (dotted.startsWith(connection))
                throw new IllegalArgumentException("unknown option " + variable + " (environment)"
                        + nearest(dotted) + ". Known: "
                        + known.values().stream()
                                .map(JobOption::environmentName)
                                .filter(name -> name.startsWith(ENVIRONMENT
                                        + connection.toUpperCase(Locale.ROOT).replace('.', '_')))
                                .toList());
        return null;
    }

    /** Letters to insert, remove or change to make one name of the other. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private void put(String name, String value, String where) {
        boolean free =
                freePrefixes.stream().anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
        if (!known.containsKey(name) && !free)
            throw new IllegalArgumentException(
                    "unknown option '" + name + "' (" + where + ")" + nearest(name) + ". Known: " + known.keySet());
        Secrets.requireReference(name, value, where);
        values.put(name, value);
    }

    private String nearest(String name) {
        String best = null;
        int most = 2;
        for (String candidate : known.keySet()) {
            int shared = sharedPairs(name, candidate);
            if (shared > most) {
                most = shared;
                best = candidate;
            }
        }
        return best == null ? "" : "; did you mean '" + best + "'?";
    }

    /** Number of letter pairs that both names have: enough to find a typing error. */
    private static int sharedPairs(String a, String b) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 2 <= b.length(); i++) pairs.add(b.substring(i, i + 2));
        int shared = 0;
        for (int i = 0; i + 2 <= a.length(); i++) if (pairs.remove(a.substring(i, i + 2))) shared++;
        return shared;
    }

    public @Nullable String find(String name) {
        JobOption option = known.get(name);
        if (option == null) throw new IllegalArgumentException("option '" + name + "' is not declared");
        String value = values.get(name);
        return value == null ? option.fallback() : value;
    }

    /** The value; an {@link IllegalArgumentException} where there is none. */
    public String text(String name) {
        String value = find(name);
        if (value == null || value.isBlank())
            throw new IllegalArgumentException("option --" + name + " is missing, expected " + form(name));
        return value;
    }

    public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String value = text(name);
        for (E constant : type.getEnumConstants())
            if (constant.name().replace('_', '-').equalsIgnoreCase(value.replace('_', '-'))) return constant;
        throw wrong(name, value);
    }

    public Duration duration(String name) {
        String value = text(name);
        Matcher matcher = DURATION.matcher(value.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) throw wrong(name, value);
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    public int positive(String name) {
        return within(name, 1, Integer.MAX_VALUE);
    }

    /** A whole number, both bounds included. */
    public int within(String name, int least, int most) {
        String value = text(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException e) {
            // Reported below, like a number out of bounds.
        }
        throw wrong(name, value);
    }

    private String form(String name) {
        JobOption option = known.get(name);
        return option == null ? "a value" : option.form();
    }

    private IllegalArgumentException wrong(String name, String value) {
        return new IllegalArgumentException("option --" + name + ": '" + value + "', expected " + form(name));
    }

    /** Every option under a prefix, without it. */
    public Map<String, String> under(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) found.put(name.substring(prefix.length()), value);
        });
        return found;
    }
}
