package dev.evenflow.flink.kafka;

import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import dev.evenflow.flink.options.Secrets;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka cluster, and the sources and sinks on it.
 *
 * @param bootstrap host:port, several separated by commas
 * @param client further properties of every client (security, timeouts); refers to secrets, never holds them
 * @param transactionTimeout after which the broker withdraws what was written and not committed
 */
public record KafkaConnection(String bootstrap, Map<String, String> client, Duration transactionTimeout)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Room for a dead letter that holds a record of the broker's largest size and says why. */
    public static final int LARGEST_REQUEST = 66 << 20;

    private static final long LOOK_SECONDS = 60;

    /** A limit, not an allocation; a request of the largest size must fit in. */
    private static final int SEND_BUFFER = 2 * LARGEST_REQUEST;

    /** Larger batches compress better; beside the wait for a checkpoint nobody feels it. */
    private static final String LINGER_MS = "20";

    /** Where somebody waits for each record. */
    private static final String SHORT_LINGER_MS = "2";

    /** Prefix of options that are properties of every client. */
    public static final String CLIENT = "kafka.client.";

    /** The broker's limit is 15 minutes by default; Flink's own default of an hour is refused by it. */
    public static final JobOption TRANSACTION_TIMEOUT = new JobOption(
            "kafka.transaction-timeout",
            "a duration",
            "10m",
            "How long the broker keeps what was written and not committed. Longer than a checkpoint takes, its interval, and"
                    + " the longest time the job may be down: what a completed checkpoint had not yet committed is lost after it."
                    + " At most the broker's transaction.max.timeout.ms. Readers of committed records wait as long for a job that"
                    + " was killed and does not come back.");

    private static final String TIMEOUT_PROPERTY = "transaction.timeout.ms";

    public KafkaConnection {
        client = Map.copyOf(client);
        if (client.containsKey(TIMEOUT_PROPERTY))
            throw new IllegalArgumentException("option --" + CLIENT + TIMEOUT_PROPERTY + ": expected as --"
                    + TRANSACTION_TIMEOUT.name() + ", in the producers of transactions alone");
        if (transactionTimeout.toMillis() < 1_000 || transactionTimeout.toMillis() > Integer.MAX_VALUE)
            throw new IllegalArgumentException("option --" + TRANSACTION_TIMEOUT.name() + ": '"
                    + transactionTimeout.toMillis() + " ms', expected 1 s to 24 days");
    }

    /** With the usual timeout. */
    public KafkaConnection(String bootstrap, Map<String, String> client) {
        this(bootstrap, client, Duration.ofMinutes(10));
    }

    /** As a job is told. */
    public static KafkaConnection of(JobOptions options) {
        return new KafkaConnection(
                options.text("kafka.bootstrap"), options.under(CLIENT), options.duration(TRANSACTION_TIMEOUT.name()));
    }

    /** Where reading starts when there is no checkpoint or savepoint. */
    public enum Start {
        EARLIEST,
        LATEST,
        COMMITTED
    }

    /** A source of one topic; bounded by the topic's end as of the start where {@code bounded}. */
    public <T> KafkaSource<T> source(
            String topic,
            String group,
            Start start,
            boolean bounded,
            KafkaRecordDeserializationSchema<T> deserializer) {
        return from(initializer(start), List.of(topic), group, bounded, deserializer);
    }

    /**
     * The same of several topics, but a restored offset that the topic no longer has is an error that stops the job: going on at the
     * earliest record instead would leave a hole. {@link Start#COMMITTED} is none of its starts.
     */
    public <T> KafkaSource<T> sourceWithoutHoles(
            List<String> topics,
            String group,
            Start start,
            boolean bounded,
            KafkaRecordDeserializationSchema<T> deserializer) {
        return from(new WithoutReset(initializer(start)), topics, group, bounded, deserializer);
    }

    /** Starts where another one says, and never anywhere else. */
    private record WithoutReset(OffsetsInitializer starting) implements OffsetsInitializer {
        private static final long serialVersionUID = 1L;

        @Override
        public Map<TopicPartition, Long> getPartitionOffsets(
                Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
            return starting.getPartitionOffsets(partitions, retriever);
        }

        @Override
        public OffsetResetStrategy getAutoOffsetResetStrategy() {
            return OffsetResetStrategy.NONE;
        }
    }

    private static OffsetsInitializer initializer(Start start) {
        return switch (start) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        };
    }

    private <T> KafkaSource<T> from(
            OffsetsInitializer offsets,
            List<String> topics,
            String group,
            boolean bounded,
            KafkaRecordDeserializationSchema<T> deserializer) {
        var builder = KafkaSource.<T>builder()
                .setBootstrapServers(bootstrap)
                .setTopics(topics)
                .setGroupId(group)
                .setStartingOffsets(offsets)
                .setProperties(properties())
                .setProperty("isolation.level", "read_committed")
                .setProperty("partition.discovery.interval.ms", bounded ? "-1" : "60000")
                .setDeserializer(deserializer);
        if (bounded) builder.setBounded(OffsetsInitializer.latest());
        return builder.build();
    }

    /** An exactly-once sink: records become visible to {@code read_committed} readers with each checkpoint. */
    public <T> KafkaSink<T> sink(String transactionalIdPrefix, KafkaRecordSerializationSchema<T> serializer) {
        return sink(serializer, LINGER_MS)
                .setProperty(TIMEOUT_PROPERTY, Long.toString(transactionTimeout.toMillis()))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(transactionalIdPrefix)
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .build();
    }

    /** A sink whose records everybody sees at once; what came after the last checkpoint comes again after a restart. */
    public <T> KafkaSink<T> sinkAtLeastOnce(KafkaRecordSerializationSchema<T> serializer) {
        return sink(serializer, SHORT_LINGER_MS)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }

    private <T> KafkaSinkBuilder<T> sink(KafkaRecordSerializationSchema<T> serializer, String lingerMs) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrap)
                .setKafkaProducerConfig(properties())
                .setProperty("compression.type", "lz4")
                .setProperty("linger.ms", lingerMs)
                .setProperty("batch.size", Integer.toString(128 << 10))
                .setProperty("max.request.size", Integer.toString(LARGEST_REQUEST))
                .setProperty("buffer.memory", Integer.toString(SEND_BUFFER))
                .setRecordSerializer(serializer);
    }

    /**
     * Checks, when a job starts, that topics are there: a source of a missing one waits, and a sink fails minutes later.
     *
     * @throws IllegalStateException names those that are missing
     */
    public void requireTopics(Collection<String> topics) {
        Properties properties = properties();
        properties.put("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(properties)) {
            Set<String> missing = new TreeSet<>(topics);
            missing.removeAll(admin.listTopics().names().get(LOOK_SECONDS, TimeUnit.SECONDS));
            if (!missing.isEmpty())
                throw new IllegalStateException("Kafka at " + bootstrap + " has no topics " + missing
                        + ". Create them first; jobs create none");
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka at " + bootstrap + " does not say which topics it has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for topics", e);
        }
    }

    /** Of a consumer that looks into logs, without a group. */
    Properties probeProperties() {
        Properties properties = properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", "1");
        // a glance, not a meal
        properties.put("max.partition.fetch.bytes", Integer.toString(64 << 10));
        return properties;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(Secrets.forKafka(client));
        return properties;
    }

    /** Without the client's properties. */
    @Override
    public String toString() {
        return bootstrap;
    }
}
