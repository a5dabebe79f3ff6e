package dev.evenflow.flink.kafka;

import dev.evenflow.flink.avro.DeadLetters;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.avro.RejectedRecordException;
import java.io.IOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
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
    private transient @Nullable RegistryAvroReader avro;

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
        avro = new RegistryAvroReader(registry.client(), new Schema.Parser().parse(readerSchema));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded<T>> out) throws IOException {
        try {
            RegistryAvroReader opened = Objects.requireNonNull(avro, "open() comes first");
            IndexedRecord avroRecord = opened.read(record.value());
            out.collect(Decoded.of(reader.read(avroRecord, record.partition(), record.offset(), record.timestamp())));
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

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return new DecodedTypeInfo<>(type);
    }
}
