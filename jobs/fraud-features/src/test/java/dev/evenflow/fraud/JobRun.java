package dev.evenflow.fraud;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs the job over files of a directory, under the project's own Flink configuration, and reads what it wrote. */
final class JobRun {
    /** Records left until the next failure, per run; negative for no failure. */
    private static final Map<String, AtomicInteger> FUSES = new java.util.concurrent.ConcurrentHashMap<>();

    private final Path directory;

    JobRun(Path directory) {
        this.directory = directory;
    }

    void history(List<Transaction> transactions, List<FraudLabel> labels) throws IOException {
        write("transactions", Transaction.class, transactions);
        write("labels", FraudLabel.class, labels);
    }

    private <T extends SpecificRecord> void write(String folder, Class<T> type, List<T> records) throws IOException {
        Path file =
                Files.createDirectories(directory.resolve("in").resolve(folder)).resolve("part-0.avro");
        Files.deleteIfExists(file);
        try (DataFileWriter<T> writer = new DataFileWriter<>(new SpecificDatumWriter<>(type))) {
            writer.create(type.getDeclaredConstructor().newInstance().getSchema(), file.toFile());
            for (T record : records) writer.append(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The job in BATCH over another history than {@link #history}'s. */
    Path runOn(Path source, String name, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--runtime-mode", "batch", "--source", source.toString()));
        all.addAll(List.of(options));
        return run(name, 2, -1, all.toArray(String[]::new));
    }

    /** @param failAfter fails once after so many transactions, and takes a millisecond for each; negative for never */
    Path run(String name, int parallelism, int failAfter, String... options) throws Exception {
        Path out = directory.resolve(name);
        List<String> args = new ArrayList<>(List.of("--out", out.toString()));
        args.addAll(List.of(options));
        if (!args.contains("--source"))
            args.addAll(List.of("--source", directory.resolve("in").toString()));
        FraudFeaturesConfig config = FraudFeaturesConfig.of(args.toArray(String[]::new), Map.of());
        Configuration flink = GlobalConfiguration.loadConfiguration("../../flink-conf");
        flink.setString("execution.checkpointing.interval", "1 s");
        flink.setString("execution.checkpointing.min-pause", "0 ms");
        flink.setString("pipeline.auto-watermark-interval", "5 ms");
        flink.setString("restart-strategy.type", failAfter < 0 ? "none" : "fixed-delay");
        flink.setString("restart-strategy.fixed-delay.delay", "50 ms");
        if (config.batch()) flink.removeConfig(org.apache.flink.configuration.StateBackendOptions.STATE_BACKEND);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setRuntimeMode(config.mode());
        environment.setParallelism(parallelism);
        FraudFeaturesConnectors connectors = new FraudFeaturesConnectors(config);
        Sources sources = connectors.sources(environment);
        if (failAfter >= 0) {
            FUSES.put(out.toString(), new AtomicInteger(failAfter));
            DataStream<Decoded<FeatureRow>> failing = sources.transactions()
                    .map(new Fuse(out.toString()))
                    .returns(new DecodedTypeInfo<>(new FeatureRowTypeInfo(config.featureSet())))
                    .uid("burn-fuse");
            sources = new Sources(failing, sources.labels(), sources.changes());
        }
        new FraudFeaturesTopology(config).build(sources, connectors.sinks());
        environment.execute(name);
        if (failAfter >= 0
                && failAfter < Integer.MAX_VALUE
                && FUSES.remove(out.toString()).get() > 0)
            throw new IllegalStateException("the run ended before it failed: nothing was restored");
        return out;
    }

    /** Fails once, some records after the first checkpoint had time to complete. */
    private record Fuse(String name) implements MapFunction<Decoded<FeatureRow>, Decoded<FeatureRow>> {
        @Override
        public Decoded<FeatureRow> map(Decoded<FeatureRow> value) {
            AtomicInteger left = FUSES.get(name);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(1).toNanos());
            if (left.decrementAndGet() == 0) throw new IllegalStateException("a failure, as asked for");
            return value;
        }
    }

    /** Records of a folder, in the order in which each subtask wrote them. */
    static List<GenericRecord> read(Path folder) throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        if (!Files.isDirectory(folder)) return records;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".avro"))
                    .filter(f -> !f.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(JobRun::subtask).thenComparing(JobRun::counter))
                    .toList()) {
                try (DataFileReader<GenericRecord> reader =
                        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                    reader.forEachRemaining(records::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(file.toString(), e);
                }
            }
        }
        return records;
    }

    private static int counter(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf('.')));
    }

    private static String subtask(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('-'));
    }
}
