package dev.evenflow.monitor;

import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.flink.lineage.LineageSettings;
import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.quality.plan.MonitorPlan;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The job's configuration, read and checked once. {@link #OPTIONS} documents each option; all errors are
 * {@link IllegalArgumentException}s that name the option or the file with its line, and what was expected.
 *
 * @param monitor name of the monitor
 * @param datasets what is watched, with contracts and baselines
 * @param bounded whether reading ends at what the topics held at the start
 * @param batch whether it is a look at history, after which nobody is notified
 * @param flush how often what was counted is sent on
 * @param tick how often freshness is looked at
 * @param report how often freshness is published while it does not change
 * @param disorder slack of the log's time, for pairs across topics
 */
public record QualityMonitorConfig(
        String monitor,
        List<DatasetSettings> datasets,
        Map<String, List<String>> lineage,
        IncidentPolicy incidents,
        KafkaConnection kafka,
        RegistryConnection registry,
        KafkaConnection.Start start,
        boolean bounded,
        boolean batch,
        String scoresTopic,
        String incidentsTopic,
        String quarantineTopic,
        String runbooks,
        String consumerGroup,
        String transactionalIdPrefix,
        Duration flush,
        Duration tick,
        Duration report,
        Duration disorder,
        Duration idle,
        LineageSettings lineageSettings)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private enum Mode {
        STREAMING,
        BATCH
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
                            "quality",
                            "a file",
                            null,
                            "What is watched and how (quality.yaml). It is read where the job is submitted, with the contracts and baselines it names."),
                    new JobOption(
                            "runtime-mode",
                            "streaming or batch",
                            "streaming",
                            "STREAMING watches on; BATCH scores what the topics hold and ends. It raises no incidents."),
                    new JobOption(
                            "contracts",
                            "a directory",
                            null,
                            "Data contracts that replace or join those that come with the job: TOPIC.odcs.yaml."),
                    new JobOption("kafka.bootstrap", "host:port[,host:port]", null, "The Kafka cluster."),
                    new JobOption(
                            "kafka.start",
                            "earliest or latest",
                            "earliest",
                            "Where reading starts without checkpoint or savepoint. What is older than backfill-after of its dataset is scored and pages nobody."),
                    new JobOption(
                            "kafka.stop-at",
                            "never or latest",
                            "never",
                            "LATEST ends the job at what the topics held when it started, after judging all of it; in BATCH it is always so."),
                    new JobOption(
                            "kafka.group",
                            "a name",
                            "evenflow-quality-monitor",
                            "Consumer group, for offsets that others can watch; the monitor's name is added."),
                    new JobOption(
                            "kafka.transactional-id-prefix",
                            "a name",
                            "evenflow-quality-monitor",
                            "Prefix of the producers' transactional ids; the monitor's name is added."),
                    KafkaConnection.TRANSACTION_TIMEOUT,
                    new JobOption(
                            "registry.url", "http://host:port/path", null, "Schema registry with Confluent's API."),
                    new JobOption("topic.scores", "a topic", "quality-scores", "Scores, with what they are made of."),
                    new JobOption("topic.incidents", "a topic", "quality-incidents", "Incidents, at each change."),
                    new JobOption(
                            "topic.quarantine",
                            "a topic",
                            "quarantine",
                            "Records that broke their contract, byte for byte."),
                    new JobOption(
                            "runbooks",
                            "a URL or a path",
                            "docs/runbooks",
                            "Where runbooks are: an incident links DIMENSION.md below it."),
                    new JobOption(
                            "flush",
                            "a duration such as 1s",
                            "1s",
                            "How often what was counted goes on to be judged. Longer costs less and tells later."),
                    new JobOption("tick", "a duration such as 1s", "1s", "How often freshness is looked at."),
                    new JobOption(
                            "report",
                            "a duration such as 10s",
                            "10s",
                            "How often freshness is published while its state stays the same."),
                    new JobOption(
                            "disorder",
                            "a duration such as 5s",
                            "5s",
                            "How far a record's log timestamp may lie behind the latest of its partition. 0s is right for LogAppendTime."),
                    new JobOption(
                            "idle",
                            "a duration such as 2s",
                            "2s",
                            "After this long without a record a partition's log is looked at, so that nothing new is told apart from nothing read.")));

    public static QualityMonitorConfig of(String[] args, Map<String, String> environment) {
        JobOptions options =
                JobOptions.read(OPTIONS, List.of(KafkaConnection.CLIENT, REGISTRY_CLIENT), args, environment);
        Path file = Path.of(options.text("quality")).toAbsolutePath();
        MonitorPlan plan = plan(file);
        ContractFiles contracts = new ContractFiles(options.find("contracts"));
        KafkaConnection.Start start = options.oneOf("kafka.start", KafkaConnection.Start.class);
        if (start == KafkaConnection.Start.COMMITTED)
            throw new IllegalArgumentException(
                    "option --kafka.start: 'committed', expected earliest or latest: where the"
                            + " monitor goes on is in its state, not in the consumer group");
        boolean batch = options.oneOf("runtime-mode", Mode.class) == Mode.BATCH;
        return new QualityMonitorConfig(
                plan.monitor(),
                plan.datasets().stream()
                        .map(dataset -> contracts.settings(dataset, file))
                        .toList(),
                plan.lineage(),
                plan.incidents(),
                KafkaConnection.of(options),
                new RegistryConnection(options.text("registry.url"), options.under(REGISTRY_CLIENT)),
                start,
                batch || options.oneOf("kafka.stop-at", StopAt.class) == StopAt.LATEST,
                batch,
                options.text("topic.scores"),
                options.text("topic.incidents"),
                options.text("topic.quarantine"),
                options.text("runbooks"),
                options.text("kafka.group") + "-" + plan.monitor(),
                options.text("kafka.transactional-id-prefix") + "-" + plan.monitor(),
                options.duration("flush"),
                options.duration("tick"),
                options.duration("report"),
                options.duration("disorder"),
                options.duration("idle"),
                LineageSettings.of(options));
    }

    /** Name of the job in Flink. */
    public String jobName() {
        return QualityMonitorJob.NAME + " " + monitor;
    }

    private static MonitorPlan plan(Path file) {
        try {
            return MonitorPlan.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "option --quality: cannot read '" + file + "', expected a quality.yaml: " + e.getMessage(), e);
        }
    }
}
