package dev.evenflow.fraud;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.features.spec.SchemaFiles;
import dev.evenflow.features.spec.SpecException;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.flink.lineage.LineageSettings;
import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import dev.evenflow.fraud.codec.Cut;
import dev.evenflow.fraud.state.FeatureSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.jspecify.annotations.Nullable;

/**
 * The job's configuration, read and checked once. {@link #OPTIONS} documents each option; all errors are
 * {@link IllegalArgumentException}s that name the option and what was expected.
 *
 * @param sourceDirectory where files are read from; null to read topics
 * @param outputDirectory where files are written to; null to write topics
 */
public record FraudFeaturesConfig(
        RuntimeExecutionMode mode,
        FeatureSet featureSet,
        Emit emit,
        Delivery servedDelivery,
        @Nullable String sourceDirectory,
        @Nullable String outputDirectory,
        FileFormat format,
        @Nullable KafkaConnection kafka,
        @Nullable RegistryConnection registry,
        KafkaConnection.Start start,
        boolean bounded,
        String transactionsTopic,
        String labelsTopic,
        String servedTopic,
        String settledTopic,
        String deadLettersTopic,
        String lateEventsTopic,
        String consumerGroup,
        String transactionalIdPrefix,
        Duration disorder,
        Duration lateness,
        Duration slice,
        int rowsOnHeap,
        int hotState,
        Duration transactionsIdle,
        Duration labelsIdle,
        Duration maxFuture,
        @Nullable Cut cut,
        LineageSettings lineage) {

    /** Which vectors are emitted. */
    public enum Emit {
        SETTLED,
        SERVED,
        BOTH
    }

    /** When a served vector can be read, and whether it can come twice. */
    public enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Format of files written. */
    public enum FileFormat {
        CSV,
        AVRO,
        PARQUET
    }

    private enum StopAt {
        NEVER,
        LATEST
    }

    private static final String REGISTRY_CLIENT = "registry.client.";

    /** Every option, in the order of the reference. */
    public static final List<JobOption> OPTIONS = LineageSettings.and(
            List.of(
                    new JobOption(
                            "runtime-mode",
                            "streaming or batch",
                            "streaming",
                            "STREAMING runs on; BATCH computes the same settled vectors from what is there and ends."),
                    new JobOption(
                            "features",
                            "a name such as card-fraud, or a file",
                            "card-fraud",
                            "The feature set: one that comes with the job, or a YAML file, which is read where the job is submitted."),
                    new JobOption(
                            "emit",
                            "settled, served or both",
                            "settled",
                            "SETTLED vectors come in order and never depend on arrival; SERVED vectors come at once. BATCH emits settled ones only."),
                    new JobOption(
                            "served-delivery",
                            "exactly-once or at-least-once",
                            "exactly-once",
                            "EXACTLY-ONCE: read_committed readers see a served vector with the next checkpoint. AT-LEAST-ONCE: they see it within milliseconds, and after a restart some come again under the same id."),
                    new JobOption(
                            "source",
                            "a directory",
                            null,
                            "Read Avro or Parquet files below DIR/transactions and DIR/labels instead of topics."),
                    new JobOption(
                            "out",
                            "a directory",
                            null,
                            "Write files to DIR/vectors, DIR/late and DIR/rejected instead of topics."),
                    new JobOption("format", "csv, avro or parquet", "avro", "Format of the vectors in files."),
                    new JobOption(
                            "kafka.bootstrap",
                            "host:port[,host:port]",
                            null,
                            "The Kafka cluster. Needed unless source and out are directories."),
                    new JobOption(
                            "kafka.start",
                            "earliest, latest or committed",
                            "earliest",
                            "Where reading starts without checkpoint or savepoint; COMMITTED falls back to earliest."),
                    new JobOption(
                            "kafka.stop-at",
                            "never or latest",
                            "never",
                            "LATEST ends the job at what the topics held when it started; in BATCH it is always so."),
                    new JobOption(
                            "kafka.group",
                            "a name",
                            "evenflow-fraud-features",
                            "Consumer group, for offsets that others can watch; the feature set's name is added."),
                    new JobOption(
                            "kafka.transactional-id-prefix",
                            "a name",
                            "evenflow-fraud-features",
                            "Prefix of the producers' transactional ids; the feature set's name is added. Jobs that run side by side need different ones."),
                    KafkaConnection.TRANSACTION_TIMEOUT,
                    new JobOption(
                            "registry.url",
                            "http://host:port/path",
                            null,
                            "Schema registry with Confluent's API. Needed with kafka.bootstrap."),
                    new JobOption("topic.transactions", "a topic", "transactions", "Transactions to read."),
                    new JobOption("topic.labels", "a topic", "fraud-labels", "Labels to read."),
                    new JobOption(
                            "topic.served", "a topic", null, "Served vectors; features-<set>-served where not given."),
                    new JobOption(
                            "topic.settled",
                            "a topic",
                            null,
                            "Settled vectors and corrections; features-<set>-settled where not given."),
                    new JobOption(
                            "topic.dead-letters",
                            "a topic",
                            "dead-letters",
                            "Records that cannot be used, with the reason and their bytes."),
                    new JobOption(
                            "topic.late", "a topic", "late-events", "Events that came after the allowed lateness."),
                    new JobOption(
                            "disorder",
                            "a duration such as 30s or 10m",
                            "1m",
                            "How far an event's time may lie behind the latest of its partition before the watermark passes it."),
                    new JobOption(
                            "lateness",
                            "a duration such as 0s or 1h",
                            "0s",
                            "How long after the watermark an event still corrects settled vectors. More keeps more state."),
                    new JobOption(
                            "slice",
                            "a duration such as 1s",
                            "1s",
                            "Granularity at which events wait for the watermark: settled vectors come up to this much later."),
                    new JobOption(
                            "rows-on-heap",
                            "a number from 1",
                            "200000",
                            "How many events and labels a subtask of one entity holds on the heap while they wait for the watermark, one of more than 1 KiB counting for each; more wait in state."),
                    new JobOption(
                            "hot-state",
                            "a number from 0 to 80",
                            "25",
                            "Percent of the TaskManager's heap for the state of the keys that came last, all entities and subtasks together; written to the state backend when it is full and before each checkpoint. 0 reads and writes the backend for every event."),
                    new JobOption(
                            "idle.transactions",
                            "a duration, 0s for never",
                            "1m",
                            "After this long without a record a partition of transactions no longer holds back the watermark. With 0s an empty partition stops the job's output, also after a restore."),
                    new JobOption(
                            "idle.labels",
                            "a duration, 0s for never",
                            "30s",
                            "The same for labels, which come rarely."),
                    new JobOption(
                            "max-future",
                            "a duration, 0s for any",
                            "1d",
                            "An event whose time lies further ahead of its record's broker timestamp is rejected: its watermark would make all others late."),
                    new JobOption(
                            "cut",
                            "TIME@PARTITION:OFFSET,…",
                            null,
                            "Where another job's output in the topics of vectors ends: what it wrote is computed and not written again. Set by a cut-over.")));

    public static FraudFeaturesConfig of(String[] args, Map<String, String> environment) {
        JobOptions options =
                JobOptions.read(OPTIONS, List.of(KafkaConnection.CLIENT, REGISTRY_CLIENT), args, environment);
        FeatureSet set = featureSet(options.text("features"));
        String name = set.plan().name();
        String source = options.find("source");
        String out = options.find("out");
        boolean topics = source == null || out == null;
        RuntimeExecutionMode mode = options.oneOf("runtime-mode", RuntimeExecutionMode.class);
        if (mode == RuntimeExecutionMode.AUTOMATIC)
            throw new IllegalArgumentException("option --runtime-mode: 'automatic', expected streaming or batch");
        Emit emit = options.oneOf("emit", Emit.class);
        boolean batch = mode == RuntimeExecutionMode.BATCH;
        if (batch && emit != Emit.SETTLED)
            throw new IllegalArgumentException("option --emit: '" + options.text("emit")
                    + "', expected settled in BATCH: nothing arrives there, so nothing can be served on arrival");
        Duration slice = options.duration("slice");
        if (slice.isZero()) throw new IllegalArgumentException("option --slice: '0', expected at least 1ms");
        return new FraudFeaturesConfig(
                mode,
                set,
                emit,
                options.oneOf("served-delivery", Delivery.class),
                source,
                out,
                options.oneOf("format", FileFormat.class),
                topics ? KafkaConnection.of(options) : null,
                topics ? new RegistryConnection(options.text("registry.url"), options.under(REGISTRY_CLIENT)) : null,
                options.oneOf("kafka.start", KafkaConnection.Start.class),
                batch || source != null || options.oneOf("kafka.stop-at", StopAt.class) == StopAt.LATEST,
                options.text("topic.transactions"),
                options.text("topic.labels"),
                orElse(options.find("topic.served"), "features-" + name + "-served"),
                orElse(options.find("topic.settled"), "features-" + name + "-settled"),
                options.text("topic.dead-letters"),
                options.text("topic.late"),
                options.text("kafka.group") + "-" + name,
                options.text("kafka.transactional-id-prefix") + "-" + name,
                options.duration("disorder"),
                options.duration("lateness"),
                slice,
                options.positive("rows-on-heap"),
                options.within("hot-state", 0, 80),
                options.duration("idle.transactions"),
                options.duration("idle.labels"),
                options.duration("max-future"),
                cut(options.find("cut")),
                LineageSettings.of(options));
    }

    private static @Nullable Cut cut(@Nullable String text) {
        return text == null ? null : Cut.parse(text);
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    /** A set that comes with the job, or one in a file; with the schemas it names, which lie beside it or come with the job. */
    static FeatureSet featureSet(String nameOrFile) {
        boolean name = nameOrFile.matches("[a-z][a-z0-9-]*");
        String file = name ? "feature-sets/" + nameOrFile + ".yaml" : nameOrFile;
        try {
            String yaml = name
                    ? resource(
                            file,
                            "option --features: no feature set '" + nameOrFile
                                    + "' comes with the job, expected its name or a file")
                    : Files.readString(Path.of(file));
            FeatureSetParser.SchemaNames names = FeatureSetParser.schemaNames(file, yaml);
            String labels = names.labels();
            Map<String, String> envelopes = new HashMap<>();
            for (String envelope : names.changelogs()) envelopes.put(envelope, schema(file, envelope, !name));
            return new FeatureSet(
                    file,
                    yaml,
                    schema(file, names.source(), !name),
                    labels == null ? null : schema(file, labels, !name),
                    envelopes);
        } catch (IOException e) {
            throw new IllegalArgumentException("option --features: cannot read '" + file + "': " + e.getMessage(), e);
        } catch (SpecException e) {
            throw new IllegalArgumentException(
                    "option --features: the feature set cannot be used:\n" + e.getMessage(), e);
        }
    }

    private static String schema(String file, String fullName, boolean inFile) throws IOException {
        Schema beside = inFile ? SchemaFiles.beside(Path.of(file), fullName) : null;
        if (beside != null) return beside.toString();
        String json = resource(
                "avro/" + fullName.replace('.', '/') + ".avsc",
                file + ": there is no " + fullName
                        + ".avsc beside it, and no such schema comes with the job, expected one" + " or the other");
        return new Schema.Parser().parse(json).toString();
    }

    private static String resource(String path, String problem) throws IOException {
        try (InputStream in = FraudFeaturesConfig.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) throw new IllegalArgumentException(problem);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public FeaturePlan plan() {
        return featureSet.plan();
    }

    public boolean batch() {
        return mode == RuntimeExecutionMode.BATCH;
    }

    public boolean serves() {
        return emit != Emit.SETTLED;
    }

    public boolean settles() {
        return emit != Emit.SERVED;
    }

    /** How far settled rows may come out of order: one more than the lateness, so that its last millisecond counts. */
    public long settledSlackMs() {
        return batch() || lateness.isZero() ? 0 : lateness.toMillis() + 1;
    }
}
