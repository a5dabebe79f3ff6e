package dev.evenflow.inferencearchive;

import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.flink.lineage.LineageSettings;
import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The job's configuration, read and checked once. {@link #OPTIONS} documents each option; all errors are
 * {@link IllegalArgumentException}s that name the option and what was expected.
 *
 * @param vectorTopics feature topics whose vectors are attached to requests that name them; may be empty
 * @param contracts directory of contracts that replace the bundled ones; null for these
 */
public record InferenceArchiveConfig(
        ArchiveConfig archive,
        @Nullable String contracts,
        KafkaConnection kafka,
        RegistryConnection registry,
        KafkaConnection.Start start,
        boolean bounded,
        String requestsTopic,
        String responsesTopic,
        String feedbackTopic,
        List<String> vectorTopics,
        String vectorSubject,
        @Nullable String vectorRegion,
        String deadLettersTopic,
        String commitsTopic,
        String consumerGroup,
        String transactionalIdPrefix,
        Duration joinWithin,
        Duration remember,
        Duration disorder,
        Duration idle,
        int inlineLimit,
        int fileSize,
        LineageSettings lineage) {

    private enum StopAt {
        NEVER,
        LATEST
    }

    private static final String REGISTRY_CLIENT = "registry.client.";

    /** Every option, in the order of the reference. */
    public static final List<JobOption> OPTIONS = LineageSettings.and(List.of(
            new JobOption(
                    "archive",
                    "a file",
                    null,
                    "The archive's description (archive.yaml): where each region's tables, blobs and keys are. It is read where the job is submitted; the paths in it are used by the TaskManagers."),
            new JobOption(
                    "contracts",
                    "a directory",
                    null,
                    "Data contracts that replace those that come with the job: inference-requests.odcs.yaml and so on. They say what is dropped, masked, hashed or encrypted."),
            new JobOption("kafka.bootstrap", "host:port[,host:port]", null, "The Kafka cluster."),
            new JobOption(
                    "kafka.start",
                    "earliest or latest",
                    "earliest",
                    "Where reading starts without checkpoint or savepoint. The ledger begins there."),
            new JobOption(
                    "kafka.stop-at",
                    "never or latest",
                    "never",
                    "LATEST ends the job at what the topics held when it started, after archiving all of it."),
            new JobOption(
                    "kafka.group",
                    "a name",
                    "evenflow-inference-archive",
                    "Consumer group, for offsets that others can watch; the archive's name is added."),
            new JobOption(
                    "kafka.transactional-id-prefix",
                    "a name",
                    "evenflow-inference-archive",
                    "Prefix of the producers' transactional ids; the archive's name is added."),
            KafkaConnection.TRANSACTION_TIMEOUT,
            new JobOption("registry.url", "http://host:port/path", null, "Schema registry with Confluent's API."),
            new JobOption("topic.requests", "a topic", "inference-requests", "Requests to archive."),
            new JobOption("topic.responses", "a topic", "inference-responses", "Responses to archive."),
            new JobOption("topic.feedback", "a topic", "inference-feedback", "Labels, corrections and ratings."),
            new JobOption(
                    "topic.vectors",
                    "topics, separated by commas",
                    null,
                    "Feature topics. A request that names a vector and carries no features gets the vector attached, if it comes within join.within."),
            new JobOption(
                    "vectors.subject",
                    "a field",
                    "customer_id",
                    "Field of a feature vector that says whose data it is. A vector is only attached to a request of the same subject."),
            new JobOption(
                    "vectors.region",
                    "a region",
                    null,
                    "Region of the people in the feature topics. Needed with topic.vectors: a vector does not say by whose law it is kept."),
            new JobOption(
                    "topic.dead-letters",
                    "a topic",
                    "dead-letters",
                    "Records that cannot be archived, with the reason and their bytes."),
            new JobOption(
                    "topic.commits",
                    "a topic",
                    "archive-commits",
                    "Each commit's chain head and ledger, for monitors."),
            new JobOption(
                    "join.within",
                    "a duration such as 10m",
                    "10m",
                    "How long, in the log's time, a request or response waits for its partner before it is archived alone."),
            new JobOption(
                    "join.remember",
                    "a duration such as 1h",
                    "1h",
                    "How long an archived inference or feedback is remembered, so that what is delivered again is recognised."),
            new JobOption(
                    "disorder",
                    "a duration such as 5s",
                    "5s",
                    "How far a record's log timestamp may lie behind the latest of its partition. 0s is right for LogAppendTime."),
            new JobOption(
                    "idle",
                    "a duration such as 15s",
                    "15s",
                    "After this long without a record a partition's log is looked at. If it was read to its end, time goes on with the clock, so that what waits is archived although nothing arrives."),
            new JobOption(
                    "inline-limit",
                    "a number of bytes",
                    "16384",
                    "Texts and media larger than this go to the blob store and are referenced."),
            new JobOption(
                    "file-size",
                    "a number of bytes",
                    "134217728",
                    "A data file is closed before the checkpoint at this size.")));

    public static InferenceArchiveConfig of(String[] args, Map<String, String> environment) {
        JobOptions options =
                JobOptions.read(OPTIONS, List.of(KafkaConnection.CLIENT, REGISTRY_CLIENT), args, environment);
        ArchiveConfig archive = archive(options.text("archive"));
        String vectors = options.find("topic.vectors");
        KafkaConnection.Start start = options.oneOf("kafka.start", KafkaConnection.Start.class);
        if (start == KafkaConnection.Start.COMMITTED)
            throw new IllegalArgumentException(
                    "option --kafka.start: 'committed', expected earliest or latest: where the"
                            + " archive goes on is in its state, not in the consumer group");
        Duration within = options.duration("join.within");
        Duration remember = options.duration("join.remember");
        if (remember.compareTo(within) < 0)
            throw new IllegalArgumentException("option --join.remember: '" + options.text("join.remember")
                    + "', expected at least join.within (" + options.text("join.within") + ")");
        return new InferenceArchiveConfig(
                archive,
                options.find("contracts"),
                KafkaConnection.of(options),
                new RegistryConnection(options.text("registry.url"), options.under(REGISTRY_CLIENT)),
                start,
                options.oneOf("kafka.stop-at", StopAt.class) == StopAt.LATEST,
                options.text("topic.requests"),
                options.text("topic.responses"),
                options.text("topic.feedback"),
                vectors == null ? List.of() : Arrays.asList(vectors.split("\\s*,\\s*", -1)),
                options.text("vectors.subject"),
                vectors == null ? null : options.text("vectors.region"),
                options.text("topic.dead-letters"),
                options.text("topic.commits"),
                options.text("kafka.group") + "-" + archive.archive(),
                options.text("kafka.transactional-id-prefix") + "-" + archive.archive(),
                within,
                remember,
                options.duration("disorder"),
                options.duration("idle"),
                options.positive("inline-limit"),
                options.positive("file-size"),
                LineageSettings.of(options));
    }

    /** Name of the job in Flink. */
    public String jobName() {
        return InferenceArchiveJob.NAME + " " + archive.archive();
    }

    private static ArchiveConfig archive(String file) {
        try {
            return ArchiveConfig.parse(Path.of(file).toAbsolutePath().toString(), Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "option --archive: cannot read '" + file + "', expected an archive.yaml: " + e.getMessage(), e);
        }
    }
}
