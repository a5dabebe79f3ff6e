package dev.evenflow.benchmarks.features;

import dev.evenflow.benchmarks.features.bare.BareGraph;
import dev.evenflow.benchmarks.features.bare.BareVectors;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.fraud.FraudFeaturesConfig;
import dev.evenflow.fraud.FraudFeaturesJob;
import dev.evenflow.payments.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Every case, in the order of the table. */
final class FeatureCases {
    /** Of a transaction, what card-fraud reads; the bare pipeline decodes no more. */
    private static final Set<String> UNREAD = Set.of(
            "account_id", "currency", "original_amount", "original_currency", "three_ds_authenticated", "producer");

    /** Id and keys in the order of the vector's schema. */
    private static final List<String> TEXTS =
            List.of("transaction_id", "customer_id", "card_id", "terminal_id", "device_id", "ip_address");

    private static final int ALL_KEYS = TEXTS.size() - 1;
    private static final int COUNTED = 100;

    static final List<FeatureCase> ALL = List.of(
            bare("decode", "Kafka, Avro decode, count", 0, false, COUNTED),
            bare("passthrough", "decode, encode, Kafka exactly-once", 0, false, 1),
            bare("keyby", "decode, the five keyBys one after the other, count", ALL_KEYS, false, COUNTED),
            bare("state", "decode, one keyBy with RocksDB get and put, count", 1, true, COUNTED),
            bare(
                    "bare",
                    "the bare pipeline: decode, five keyBys with get and put each, encode, Kafka exactly-once",
                    ALL_KEYS,
                    true,
                    1),
            ours("served", "Evenflow, served vectors", "served"),
            ours("settled", "Evenflow, settled vectors", "settled"),
            new FlinkSqlCase("flink-sql", "Flink SQL, what it can express", 20_000),
            subset("settled-sql", "Evenflow, settled vectors, the features of flink-sql", "settled", "card-fraud-sql"),
            new KafkaStreamsCase("kafka-streams", "Kafka Streams, all but labels", 200_000),
            subset(
                    "served-streams",
                    "Evenflow, served vectors, the features of kafka-streams",
                    "served",
                    "card-fraud-streams"),
            bareAtLeastOnce("bare-alo", "the bare pipeline, delivered at least once"),
            ours(
                    "served-alo",
                    "Evenflow, served vectors, delivered at least once",
                    "served",
                    "--served-delivery",
                    "at-least-once"));

    private FeatureCases() {}

    /** @param name of a case, with {@code @1} behind it of the case on one core */
    static FeatureCase of(String name) {
        if (name.endsWith(OneCoreCase.SUFFIX)) {
            return new OneCoreCase(of(name.substring(0, name.length() - OneCoreCase.SUFFIX.length())));
        }
        return ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no case '" + name + "', expected some of "
                        + ALL.stream().map(FeatureCase::name).toList()));
    }

    private static FeatureCase bare(String name, String text, int keys, boolean state, int each) {
        return new FlinkCase(name, text, each, (environment, run) -> {
            int bytes = state ? run.arguments().number("bare-bytes") : 0;
            bare(environment, run, new BareGraph.Hops(keys, bytes), new BareGraph.Output(run.output(), each, true));
        });
    }

    private static FeatureCase bareAtLeastOnce(String name, String text) {
        return new FlinkCase(name, text, 1, (environment, run) -> {
            BareGraph.Hops hops = new BareGraph.Hops(ALL_KEYS, run.arguments().number("bare-bytes"));
            bare(environment, run, hops, new BareGraph.Output(run.output(), 1, false));
        });
    }

    private static void bare(
            StreamExecutionEnvironment environment, CaseRun run, BareGraph.Hops hops, BareGraph.Output output) {
        FraudFeaturesConfig config = config(run, "served");
        Schema vector = config.plan().vectorSchema();
        int schemaId = run.createOutput(vector);
        new BareGraph(
                        new KafkaConnection(run.platform().bootstrap(), Map.of()),
                        new RegistryConnection(run.platform().registryUrl(), Map.of()),
                        Workload.TRANSACTIONS,
                        readFields(),
                        TEXTS)
                .build(
                        environment,
                        hops,
                        output,
                        new BareVectors(
                                run.output(),
                                schemaId,
                                vector.toString(),
                                config.plan().version()));
    }

    private static String readFields() {
        Schema all = Transaction.getClassSchema();
        List<Schema.Field> read = new ArrayList<>();
        for (Schema.Field field : all.getFields()) {
            if (!UNREAD.contains(field.name())) {
                read.add(new Schema.Field(field, field.schema()));
            }
        }
        return Schema.createRecord(all.getName(), null, all.getNamespace(), false, read)
                .toString()
                // bytes of a text are enough
                .replace(",\"avro.java.string\":\"String\"", "");
    }

    private static FeatureCase ours(String name, String text, String emit, String... options) {
        return new FlinkCase(name, text, 1, (environment, run) -> ours(environment, run, config(run, emit, options)));
    }

    private static void ours(StreamExecutionEnvironment environment, CaseRun run, FraudFeaturesConfig config) {
        run.createOutput(config.plan().vectorSchema());
        FraudFeaturesJob.build(environment, config);
    }

    /** Ours with a peer's feature set. */
    static FeatureCase subset(String name, String text, String emit, String features) {
        return new FlinkCase(
                name,
                text,
                1,
                (environment, run) -> ours(
                        environment,
                        run,
                        config(
                                run,
                                emit,
                                "--features",
                                PeerCase.setFile(run, features).toString())));
    }

    /**
     * The job's configuration for this run; the feature set is that of the benchmark's option {@code --features}.
     *
     * @param options names and values that replace what this would say
     */
    static FraudFeaturesConfig config(CaseRun run, String emit, String... options) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--emit", emit);
        arguments.put("--features", run.arguments().text("features"));
        arguments.put("--kafka.bootstrap", run.platform().bootstrap());
        arguments.put("--registry.url", run.platform().registryUrl());
        arguments.put("--topic." + emit, run.output());
        arguments.put("--kafka.group", run.output());
        arguments.put("--kafka.transactional-id-prefix", run.output());
        for (int i = 0; i + 1 < options.length; i += 2) {
            arguments.put(options[i], options[i + 1]);
        }
        return FraudFeaturesConfig.of(
                arguments.entrySet().stream()
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                        .toArray(String[]::new),
                Map.of());
    }
}
