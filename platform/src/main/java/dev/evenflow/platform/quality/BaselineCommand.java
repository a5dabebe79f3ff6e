package dev.evenflow.platform.quality;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.quality.data.DataFiles;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicReader;
import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenflow quality baseline}. */
@Command(
        name = "baseline",
        description = {
            "Profile a training set, or a topic, into a versioned file that drift is measured against.",
            "With a contract, values of its sensitive fields are measured and counted but not kept."
        },
        mixinStandardHelpOptions = true)
final class BaselineCommand implements Runnable {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Avro, Parquet or CSV files (.csv.xz too), or directories of them.")
    private List<Path> paths = List.of();

    @Option(names = "--topic", description = "Profile what is committed to this topic instead of files.")
    private @Nullable String topic;

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Option(names = "--max", paramLabel = "N", description = "Stop after so many records of a topic.")
    private long max = Long.MAX_VALUE;

    @Option(
            names = "--contract",
            paramLabel = "FILE",
            description = "The data contract: gives data set, version and sensitive fields.")
    private @Nullable Path contract;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "What it is a baseline of (default: the contract's, the topic's name).")
    private @Nullable String dataset;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "Avro schema to read CSV with (default: found out by reading it once before).")
    private @Nullable Path schema;

    @Option(
            names = "--skip",
            split = ",",
            paramLabel = "FIELD",
            description = "Fields, or records with all their fields, to leave out.")
    private Set<String> skip = new HashSet<>();

    @Option(
            names = "--withhold",
            split = ",",
            paramLabel = "FIELD",
            description = "Fields to measure and count without keeping a value.")
    private Set<String> withhold = new HashSet<>();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the baseline goes, for example baselines/transactions-2026-01.json.")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        if (paths.isEmpty() == (topic == null)) {
            throw new ParameterException(spec.commandLine(), "either files or --topic must be given");
        }
        Contract rules = contract == null ? null : contract(contract);
        Set<String> withheld = new HashSet<>(withhold);
        if (rules != null) {
            rules.fields().stream()
                    .filter(ContractField::sensitive)
                    .map(ContractField::path)
                    .forEach(withheld::add);
        }
        String of = dataset != null ? dataset : rules != null ? rules.dataset() : topic;
        if (of == null) {
            throw new ParameterException(
                    spec.commandLine(), "--dataset or --contract must say what it is a baseline of");
        }
        Profiling profiling = new Profiling(skip, withheld);
        String from = topic == null ? readFiles(profiling) : readTopic(topic, profiling);
        RecordProfile profile = profiling.profile;
        if (profile.records() == 0) {
            throw new PlatformException("no record in " + from + ": nothing to compare with");
        }
        new Baseline(of, rules == null ? "" : rules.version(), from, Instant.now(), profile).write(out);
        print(profile, from);
    }

    private String readFiles(Profiling profiling) {
        DataFiles files = new DataFiles(paths, schema == null ? null : schema(schema));
        files.read((file, row, record) -> profiling.add(record));
        return files.files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private String readTopic(String name, Profiling profiling) {
        try (TopicReader reader = new TopicReader(target.bootstrap(), new RegistrySubjects(target.registry()), name)) {
            Map<Integer, Long> ends = new TreeMap<>();
            reader.readToEnd(max, record -> {
                ends.put(record.partition(), record.offset() + 1);
                if (record.value() != null) {
                    profiling.add(reader.record(record.value()));
                }
            });
            return "topic " + name + ", partition and end offset " + ends;
        }
    }

    private static Contract contract(Path file) {
        try {
            return Contract.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e, e);
        } catch (ContractException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Schema schema(Path file) {
        try {
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException | AvroRuntimeException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void print(RecordProfile profile, String from) {
        var text = spec.commandLine().getOut();
        text.printf(Locale.ROOT, "%,d records from %s%n", profile.records(), from);
        text.printf("%-32s %-8s %9s %10s  %s%n", "field", "kind", "null", "distinct", "what it is like");
        profile.fields()
                .forEach((name, field) -> text.printf(
                        Locale.ROOT,
                        "%-32s %-8s %8.2f%% %10s  %s%n",
                        name,
                        field.kind().name().toLowerCase(Locale.ROOT),
                        100 * field.nullRatio(),
                        Double.isNaN(field.distinct()) ? "" : String.format(Locale.ROOT, "%,.0f", field.distinct()),
                        FieldText.of(field)));
        text.printf("written to %s%n", out);
        text.flush();
    }

    /** One plan for each schema that turns up. */
    private static final class Profiling {
        private final RecordProfile profile = new RecordProfile();
        private final Map<Schema, ProfilePlan> plans = new IdentityHashMap<>();
        private final Set<String> skip;
        private final Set<String> withheld;

        Profiling(Set<String> skip, Set<String> withheld) {
            this.skip = skip;
            this.withheld = withheld;
        }

        void add(IndexedRecord record) {
            ProfilePlan plan =
                    plans.computeIfAbsent(record.getSchema(), written -> ProfilePlan.of(written, skip, withheld));
            profile.add(plan, record);
        }
    }
}
