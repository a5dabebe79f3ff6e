package dev.evenflow.scorer;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;

/** A small history of which the truth is known: fraud is where the amount is high and the terminal has seen fraud. */
final class MadeUpHistory {
    static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    static final String VERSION = "0123456789abcdef";

    private MadeUpHistory() {}

    static Schema schema() {
        Schema schema = SchemaBuilder.record("MadeUpFeatures")
                .namespace("dev.evenflow.features")
                .fields()
                .requiredString("transaction_id")
                .name("event_time")
                .type(org.apache.avro.LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault()
                .optionalString("customer_id")
                .requiredString("feature_set_version")
                .optionalDouble("amount")
                .optionalLong("tx_count")
                .optionalString("previous_country")
                .optionalDouble("terminal_risk")
                .optionalBoolean("is_foreign")
                .endRecord();
        schema.addProp("evenflow.feature-set", "made-up");
        return schema;
    }

    static GenericRecord vector(Schema schema, int number, SplittableRandom random) {
        GenericRecord vector = new GenericData.Record(schema);
        vector.put("transaction_id", "t-" + number);
        vector.put("event_time", BEGIN.plusSeconds(600L * number).toEpochMilli());
        vector.put("customer_id", "c-" + number % 50);
        vector.put("feature_set_version", VERSION);
        vector.put("amount", random.nextInt(100_000) / 100.0);
        vector.put("tx_count", random.nextInt(5) == 0 ? null : (long) random.nextInt(40));
        vector.put("previous_country", "DE");
        vector.put("terminal_risk", random.nextInt(1_000) / 1_000.0);
        vector.put("is_foreign", random.nextBoolean());
        return vector;
    }

    static boolean isFraud(GenericRecord vector) {
        return (Double) vector.get("amount") > 700 && (Double) vector.get("terminal_risk") > 0.8;
    }

    /** @return the vectors, which are in DIR/vectors in another order; labels of the frauds are in DIR/labels */
    static List<GenericRecord> write(Path directory, int transactions) throws IOException {
        Schema schema = schema();
        SplittableRandom random = new SplittableRandom(11);
        List<GenericRecord> vectors = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            vectors.add(vector(schema, i, random));
        }
        Files.createDirectories(directory.resolve("vectors"));
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))
                .create(schema, directory.resolve("vectors/part-0.avro").toFile())) {
            for (int i = vectors.size() - 1; i >= 0; i--) {
                writer.append(vectors.get(i));
            }
        }
        Files.createDirectories(directory.resolve("labels"));
        try (DataFileWriter<FraudLabel> writer = new DataFileWriter<FraudLabel>(
                        new SpecificDatumWriter<>(FraudLabel.class))
                .create(
                        FraudLabel.getClassSchema(),
                        directory.resolve("labels/part-0.avro").toFile())) {
            for (GenericRecord vector : vectors) {
                if (isFraud(vector)) {
                    writer.append(label(
                            vector.get("transaction_id").toString(),
                            Instant.ofEpochMilli((Long) vector.get("event_time"))
                                    .plusSeconds(86_400),
                            true));
                }
            }
        }
        return vectors;
    }

    static FraudLabel label(String transaction, Instant knownAt, boolean isFraud) {
        return FraudLabel.newBuilder()
                .setLabelId("l-" + transaction)
                .setTransactionId(transaction)
                .setTransactionTime(knownAt.minusSeconds(86_400))
                .setKnownAt(knownAt)
                .setIsFraud(isFraud)
                .setSource(LabelSource.CHARGEBACK)
                .setCustomerId("c-1")
                .build();
    }
}
