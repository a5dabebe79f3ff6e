package dev.evenflow.benchmarks;

import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.simulator.PaymentSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Transactions of the simulator as their topic has them, without the registry's header. The same in every run. */
final class EncodedTransactions {
    final byte[][] records;

    EncodedTransactions(int count, int customers) throws IOException {
        records = new byte[count][];
        PaymentSimulator simulator = new PaymentSimulator(
                new PaymentSimulator.Settings(7, Instant.parse("2026-03-02T08:00:00Z"), customers, 200, 0.002));
        SpecificDatumWriter<Transaction> writer = new SpecificDatumWriter<>(Transaction.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        int made = 0;
        while (made < count) {
            if (simulator.next().value() instanceof Transaction transaction) {
                bytes.reset();
                writer.write(transaction, encoder);
                encoder.flush();
                records[made++] = bytes.toByteArray();
            }
        }
    }

    double bytesPerRecord() {
        long sum = 0;
        for (byte[] record : records) {
            sum += record.length;
        }
        return (double) sum / records.length;
    }
}
