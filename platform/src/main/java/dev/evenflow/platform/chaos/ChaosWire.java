package dev.evenflow.platform.chaos;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Confluent's wire format with ids that are looked up once, so that a registry that is away does not stop the sending. Not thread-safe. */
final class ChaosWire {
    private final Map<String, Integer> ids = new HashMap<>();

    ChaosWire(RegistrySubjects registry) {
        Map.of(
                        StandardTopics.TRANSACTIONS, Transaction.getClassSchema(),
                        StandardTopics.FRAUD_LABELS, FraudLabel.getClassSchema(),
                        StandardTopics.INFERENCE_REQUESTS, InferenceRequest.getClassSchema(),
                        StandardTopics.INFERENCE_RESPONSES, InferenceResponse.getClassSchema())
                .forEach((topic, schema) -> ids.put(topic, registry.idOf(topic + "-value", schema)));
    }

    int id(String topic) {
        Integer id = ids.get(topic);
        if (id == null) throw new PlatformException("nothing is sent to topic " + topic);
        return id;
    }

    byte[] encode(String topic, SpecificRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id(topic)).array());
        Schema schema = record.getSchema();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(schema).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
