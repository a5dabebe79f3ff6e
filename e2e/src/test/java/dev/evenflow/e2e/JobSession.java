package dev.evenflow.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a job does with Kafka between two checkpoints, once, by Kafka's own clients: reads each input, commits offsets for
 * its group, writes each output in a transaction, which is then aborted.
 */
record JobSession(
        SecureClients clients,
        String user,
        List<String> inputs,
        List<String> outputs,
        String group,
        String transactionalId) {

    void run() throws Exception {
        Properties reading = clients.properties(user);
        reading.put("group.id", group);
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(reading)) {
            for (String input : inputs) {
                TopicPartition partition = new TopicPartition(input, 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                consumer.poll(Duration.ofMillis(200));
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(consumer.position(partition))));
            }
        }
        Properties writing = clients.properties(user);
        writing.put("transactional.id", transactionalId);
        writing.put("transaction.timeout.ms", "30000");
        try (KafkaProducer<byte[], byte[]> producer = SecureClients.producer(writing)) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String output : outputs)
                producer.send(new ProducerRecord<>(output, new byte[] {1})).get();
            producer.abortTransaction();
        }
    }
}
