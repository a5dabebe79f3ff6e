package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.benchmarks.peers.PeerArguments;
import dev.evenflow.payments.Transaction;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Card-fraud features with Kafka Streams, exactly-once: one step per entity, a repartition topic between two of them. Options: bootstrap, registry, source, out
 * (topic that exists), schema-id (of the vectors), partitions, threads, commit-ms, state (directory). Runs until it is ended.
 */
public final class KafkaStreamsPeer {
    private static final int CACHED_SCHEMAS = 100;

    private KafkaStreamsPeer() {}

    public static void main(String... arguments) {
        PeerArguments options = PeerArguments.of(arguments);
        AvroFormats formats = new AvroFormats(
                new CachedSchemaRegistryClient(
                        List.of(options.text("registry")), CACHED_SCHEMAS, List.of(new AvroSchemaProvider()), Map.of()),
                options.number("schema-id"));
        Topology topology =
                topology(formats, options.text("source"), options.text("out"), options.number("partitions"));
        KafkaStreams streams = new KafkaStreams(topology, properties(options));
        streams.setUncaughtExceptionHandler(problem -> {
            problem.printStackTrace();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            System.out.println("state " + now);
            if (now == KafkaStreams.State.ERROR) Runtime.getRuntime().halt(1);
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    static Topology topology(AvroFormats formats, String source, String out, int partitions) {
        Schema vector = formats.vector();
        StreamsBuilder builder = new StreamsBuilder();
        // the topic is keyed by customer
        KStream<String, Enriched> rows = builder.stream(
                        source,
                        Consumed.with(Serdes.String(), Serdes.serdeFrom((t, d) -> new byte[0], formats.transactions()))
                                .withTimestampExtractor((record, partitionTime) -> ((Transaction) record.value())
                                        .getEventTime()
                                        .toEpochMilli()))
                .mapValues(transaction -> new Enriched(transaction, empty(vector, transaction)))
                .process(new CustomerFeatures().step());
        List<EntityFeatures> others =
                List.of(new CardFeatures(), new TerminalFeatures(), new DeviceFeatures(), new AddressFeatures());
        for (EntityFeatures entity : others) {
            rows = rows.selectKey((key, enriched) -> {
                        String next = entity.key(enriched.transaction());
                        return next == null ? enriched.transaction().getTransactionId() : next;
                    })
                    .repartition(Repartitioned.with(Serdes.String(), formats.enriched())
                            .withNumberOfPartitions(partitions)
                            .withName(entity.getClass().getSimpleName()))
                    .process(entity.step());
        }
        rows.mapValues(EventFeatures::complete).to(out, Produced.with(Serdes.String(), formats.vectors()));
        return builder.build();
    }

    private static GenericRecord empty(Schema schema, Transaction transaction) {
        GenericRecord vector = new GenericData.Record(schema);
        vector.put("transaction_id", transaction.getTransactionId());
        vector.put("event_time", transaction.getEventTime().toEpochMilli());
        vector.put("customer_id", transaction.getCustomerId());
        vector.put("card_id", transaction.getCardId());
        vector.put("terminal_id", transaction.getTerminalId());
        vector.put("device_id", transaction.getDeviceId());
        vector.put("ip_address", transaction.getIpAddress());
        vector.put(
                "emission",
                new GenericData.EnumSymbol(schema.getField("emission").schema(), "SERVED"));
        vector.put("feature_set_version", "kafka-streams");
        return vector;
    }

    private static Properties properties(PeerArguments options) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, options.text("out"));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, options.text("bootstrap"));
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, options.text("threads"));
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, options.text("commit-ms"));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, options.text("state"));
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "20");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), "131072");
        return properties;
    }
}
