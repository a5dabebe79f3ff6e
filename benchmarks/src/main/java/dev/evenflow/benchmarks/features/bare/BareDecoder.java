package dev.evenflow.benchmarks.features.bare;

import dev.evenflow.flink.avro.RegistryConnection;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro's own fast reader with the fields that the feature set reads as its schema, one record and one row used again and again. It trusts what it
 * reads: one writer's schema, no broken record.
 */
public final class BareDecoder implements KafkaRecordDeserializationSchema<BareRow> {
    private static final long serialVersionUID = 1L;
    private static final int HEADER = 5;

    private final RegistryConnection registry;
    private final String schema;
    private final List<String> texts;
    private transient @Nullable Opened opened;

    /** What is there while it runs. */
    private static final class Opened {
        final SchemaRegistryClient client;
        final Schema wanted;
        final int[] positions;
        final int timePosition;
        final BareRow row = new BareRow(256);
        final @Nullable Utf8[] texts = new Utf8[BareRow.TEXTS];

        @Nullable
        GenericDatumReader<GenericRecord> reader;

        @Nullable
        GenericRecord record;

        @Nullable
        BinaryDecoder decoder;

        Opened(SchemaRegistryClient client, Schema wanted, List<String> texts, String time) {
            this.client = client;
            this.wanted = wanted;
            this.positions =
                    texts.stream().mapToInt(name -> wanted.getField(name).pos()).toArray();
            this.timePosition = wanted.getField(time).pos();
        }
    }

    /**
     * @param schema what to read of each record, as JSON
     * @param texts the id's field and those of the keys
     */
    public BareDecoder(RegistryConnection registry, String schema, List<String> texts) {
        this.registry = registry;
        this.schema = schema;
        this.texts = List.copyOf(texts);
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        opened = new Opened(registry.client(), new Schema.Parser().parse(schema), texts, "event_time");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<BareRow> out) throws IOException {
        Opened open = Objects.requireNonNull(opened, "open() comes first");
        byte[] value = kafka.value();
        GenericDatumReader<GenericRecord> reader = open.reader;
        if (reader == null) {
            reader = reader(open, value);
            open.reader = reader;
        }
        open.decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, open.decoder);
        GenericRecord record = reader.read(open.record, open.decoder);
        open.record = record;
        for (int i = 0; i < BareRow.TEXTS; i++) {
            open.texts[i] = (Utf8) record.get(open.positions[i]);
        }
        // what comes next has copied it when this returns
        open.row.set((Long) record.get(open.timePosition), open.texts);
        out.collect(open.row);
    }

    private static GenericDatumReader<GenericRecord> reader(Opened open, byte[] value) throws IOException {
        int id = (value[1] & 0xFF) << 24 | (value[2] & 0xFF) << 16 | (value[3] & 0xFF) << 8 | value[4] & 0xFF;
        try {
            Schema writer = ((AvroSchema) open.client.getSchemaById(id)).rawSchema();
            GenericData plain = new GenericData(BareDecoder.class.getClassLoader());
            plain.setFastReaderEnabled(true);
            return new GenericDatumReader<>(writer, open.wanted, plain);
        } catch (RestClientException e) {
            throw new IOException("the registry has no schema " + id, e);
        }
    }

    @Override
    public TypeInformation<BareRow> getProducedType() {
        return new BareRowType();
    }
}
