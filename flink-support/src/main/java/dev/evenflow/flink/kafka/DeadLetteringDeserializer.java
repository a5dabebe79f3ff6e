package dev.evenflow.flink.kafka;

import dev.evenflow.flink.avro.DeadLetters;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.DirectReader;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.avro.RejectedRecordException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Decodes each Kafka record, or makes a dead letter of it with its original bytes; fails only with the registry. */
public final class DeadLetteringDeserializer<T> implements KafkaRecordDeserializationSchema<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final String job;
    private final RegistryConnection registry;
    private final String readerSchema;
    private final RecordReader<T> reader;
    private final TypeInformation<T> type;
    private boolean passesNulls;
    private transient @Nullable RegistryAvroReader avro;
    /** By schema id; empty for those that only {@link #avro} reads. */
    private transient Map<Integer, Optional<DirectReader<T>>> directReaders = new HashMap<>();

    private transient int directId;
    /** Of {@link #directId}. */
    private transient @Nullable DirectReader<T> direct;

    public DeadLetteringDeserializer(
            String job,
            RegistryConnection registry,
            Schema readerSchema,
            RecordReader<T> reader,
            TypeInformation<T> type) {
        this.job = job;
        this.registry = registry;
        this.readerSchema = readerSchema.toString();
        this.reader = reader;
        this.type = type;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        directReaders = new HashMap<>();
        direct = null;
        directId = RegistryAvroReader.NO_ID;
        avro = new RegistryAvroReader(registry.client(), new Schema.Parser().parse(readerSchema));
    }

    /** The same, but what has no value is passed over: in a changelog it only says that the key may be compacted away. */
    public DeadLetteringDeserializer<T> withoutTombstones() {
        passesNulls = true;
        return this;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded<T>> out) throws IOException {
        if (passesNulls && record.value() == null) return;
        try {
            out.collect(Decoded.of(read(record)));
        } catch (RejectedRecordException e) {
            out.collect(Decoded.rejected(DeadLetters.of(
                    job,
                    e,
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value())));
        }
    }

    private T read(ConsumerRecord<byte[], byte[]> record) throws RejectedRecordException, IOException {
        byte[] value = record.value();
        int id = RegistryAvroReader.schemaId(value);
        if (id != directId) {
            directId = id;
            direct = directReaders.getOrDefault(id, Optional.empty()).orElse(null);
        }
        if (direct != null && value != null) {
            T read = direct.read(
                    value, RegistryAvroReader.HEADER, record.partition(), record.offset(), record.timestamp());
            if (read != null) return read;
        }
        RegistryAvroReader opened = Objects.requireNonNull(avro, "open() comes first");
        T read = reader.read(opened.read(value), record.partition(), record.offset(), record.timestamp());
        if (!directReaders.containsKey(id)) {
            Schema writer = Objects.requireNonNull(opened.schemaRead(id), "a record of it was read");
            directReaders.put(id, Optional.ofNullable(reader.direct(writer)));
            directId = RegistryAvroReader.NO_ID;
        }
        return read;
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return new DecodedTypeInfo<>(type);
    }
}
