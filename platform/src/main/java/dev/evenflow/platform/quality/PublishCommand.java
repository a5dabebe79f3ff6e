package dev.evenflow.platform.quality;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.quality.data.DataFiles;
import dev.evenflow.platform.topic.KafkaTopics;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import dev.evenflow.platform.topic.TopicSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenflow quality publish}. */
@Command(
        name = "publish",
        description = {
            "Send the records of files to a topic, to see what the monitor says of a history.",
            "Topic and schema are created where they are missing. All records are held in memory."
        },
        mixinStandardHelpOptions = true)
final class PublishCommand implements Runnable {
    private static final int LARGEST = 1 << 20;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Avro, Parquet or CSV files (.csv.xz too), or directories of them; of one schema.")
    private List<Path> paths = List.of();

    @Option(names = "--topic", required = true, description = "Where they go.")
    private String topic = "";

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "Avro schema to read CSV with (default: found out by reading it once before).")
    private @Nullable Path schema;

    @Option(
            names = "--event-time",
            paramLabel = "FIELD",
            description = "Send in the order of this field (default: in the order of the files).")
    private @Nullable String eventTime;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "Records with the same value go to the same partition (default: in turns).")
    private @Nullable String key;

    @Option(names = "--partitions", defaultValue = "4", description = "Of a new topic (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        List<IndexedRecord> records = new ArrayList<>();
        new DataFiles(paths, schema == null ? null : schema(schema)).read((file, row, record) -> records.add(record));
        if (records.isEmpty()) {
            throw new PlatformException("no record in " + paths);
        }
        Schema written = records.get(0).getSchema();
        if (eventTime != null) {
            int position = position(written, eventTime);
            records.sort(Comparator.comparingLong(record -> time(record, position)));
        }
        int keyPosition = key == null ? -1 : position(written, key);
        try (KafkaTopics topics = new KafkaTopics(target.bootstrap())) {
            topics.create(List.of(new TopicSpec(topic, partitions, Map.of())));
        }
        int id = new RegistrySubjects(target.registry())
                .register(topic + "-value", written)
                .id();
        long begin = System.nanoTime();
        try (TopicProducer producer = new TopicProducer(target.bootstrap(), LARGEST)) {
            int spread = producer.partitions(topic);
            GenericDatumWriter<IndexedRecord> writer = new GenericDatumWriter<>(written);
            for (int i = 0; i < records.size(); i++) {
                IndexedRecord record = records.get(i);
                String text = keyPosition < 0 ? Integer.toString(i) : String.valueOf(record.get(keyPosition));
                producer.send(
                        topic,
                        keyPosition < 0 ? i % spread : null,
                        text.getBytes(StandardCharsets.UTF_8),
                        encode(writer, id, record));
            }
            producer.flush();
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d records of schema id %d sent to %s in %.1f s%n",
                        records.size(),
                        id,
                        topic,
                        (System.nanoTime() - begin) / 1e9);
        spec.commandLine().getOut().flush();
    }

    private int position(Schema of, String name) {
        Schema.Field field = of.getField(name);
        if (field == null) {
            throw new PlatformException("no field " + name + " in " + paths + "; there are "
                    + of.getFields().stream().map(Schema.Field::name).toList());
        }
        return field.pos();
    }

    private long time(IndexedRecord record, int position) {
        Object value = record.get(position);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw new PlatformException("--event-time " + eventTime + ": expected a timestamp or date, found " + value);
    }

    private static byte[] encode(GenericDatumWriter<IndexedRecord> writer, int id, IndexedRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(0);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Schema schema(Path file) {
        try {
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException | AvroRuntimeException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
