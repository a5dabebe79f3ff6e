package dev.evenflow.platform.simulator;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow simulate-changes}. As a database's connector does, it writes what no simulator of payments may: with rights of its own. */
@Command(
        name = "simulate-changes",
        description = {
            "Make changes of the tables that a feature set reads, in Debezium's envelope: to their topics, or to files"
                    + " with --out.",
            "Rows are those of the customers of ./evenflow simulate. Topics and schemas are those of ./evenflow deploy."
        },
        mixinStandardHelpOptions = true)
public final class SimulateChangesCommand implements Runnable {
    private static final int LARGEST = 1 << 20;

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Option(
            names = "--features",
            paramLabel = "FILE",
            required = true,
            description = "Feature set with changelogs: a file, or the name of a bundled one.")
    private String features = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Write Avro files to DIR/CHANGELOG, without tombstones.")
    private @Nullable Path out;

    @Option(names = "--customers", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}.")
    private int customers = 2000;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            defaultValue = "2024-01-01T08:00:00Z",
            description = "When the snapshot of what is there is read, ISO 8601 (default: ${DEFAULT-VALUE}).")
    private String start = "2024-01-01T08:00:00Z";

    @Option(
            names = "--span",
            defaultValue = "30d",
            converter = DurationText.class,
            description = "Changes are made for so long (default: ${DEFAULT-VALUE}).")
    private Duration span = Duration.ofDays(30);

    @Option(
            names = "--changes",
            defaultValue = "3",
            description = "Of each customer within the span, on average (default: ${DEFAULT-VALUE}).")
    private double changes = 3;

    @Option(
            names = "--disorder",
            defaultValue = "0s",
            converter = DurationText.class,
            description = "Shuffle so that no change comes later than this after one of a later time (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration disorder = Duration.ZERO;

    @Option(names = "--duplicates", paramLabel = "P", description = "Share of changes that are sent twice.")
    private double duplicates;

    @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public void run() {
        Access.actAs(Principal.CHANGE_CAPTURE);
        FeatureSet set = FeatureSet.load(features);
        List<ChangelogPlan> tables = set.plan().changelogs();
        if (tables.isEmpty())
            throw new PlatformException("feature set " + set.name() + " has no changelogs: there is nothing to change");
        ChangeSimulator.Settings settings =
                new ChangeSimulator.Settings(seed, begin(), span, customers, changes, disorder, duplicates);
        for (ChangelogPlan table : tables) {
            ChangeSimulator simulator = new ChangeSimulator(table, settings);
            List<ChangeSimulator.Change> made = simulator.changes();
            Path directory = out == null ? null : out.resolve(table.name());
            long written;
            if (directory == null) {
                publish(table, made);
                written = made.size();
            } else {
                written = write(table, made, directory);
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %-12s %,d records to %s; changes by operation: %s%n",
                    table.name(),
                    written,
                    directory == null ? "topic " + table.topic() : directory,
                    new TreeMap<>(simulator.operations()));
        }
    }

    private void publish(ChangelogPlan table, List<ChangeSimulator.Change> changes) {
        int id = new RegistrySubjects(target.registry()).idOf(table.topic() + "-value", table.envelope());
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(table.envelope());
        try (TopicProducer producer = new TopicProducer(target.bootstrap(), LARGEST)) {
            for (ChangeSimulator.Change change : changes) {
                GenericRecord envelope = change.envelope();
                byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
                producer.send(table.topic(), null, key, envelope == null ? null : encoded(id, writer, envelope));
            }
            producer.flush();
        }
    }

    /** In Confluent's wire format. */
    private static byte[] encoded(int id, GenericDatumWriter<GenericRecord> writer, GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try {
            bytes.write(0);
            bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(record, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long write(ChangelogPlan table, List<ChangeSimulator.Change> changes, Path directory) {
        Path file = directory.resolve("part-00000.avro");
        if (Files.exists(file))
            throw new PlatformException(
                    "--out: " + file + " is there; choose a new directory, so that histories do not mix");
        long written = 0;
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(table.envelope()))) {
            Files.createDirectories(directory);
            writer.setCodec(CodecFactory.deflateCodec(3));
            writer.create(table.envelope(), file.toFile());
            for (ChangeSimulator.Change change : changes) {
                if (change.envelope() == null) continue;
                writer.append(change.envelope());
                written++;
            }
            return written;
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Instant begin() {
        try {
            return Instant.parse(start);
        } catch (DateTimeException e) {
            throw new PlatformException("--start is '" + start + "', expected a time as in 2024-01-01T08:00:00Z", e);
        }
    }
}
