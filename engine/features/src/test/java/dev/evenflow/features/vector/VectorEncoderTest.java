package dev.evenflow.features.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.SpecException;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors written from rows are byte for byte what Avro writes of the record of the same row. */
class VectorEncoderTest {
    private static final byte[] HEADER = {0, 1, 2, 3, 4};

    private static FeaturePlan plan() throws SpecException {
        String set = SemanticHashTest.SET.replace(
                "  - entity: terminal\n",
                "      - {feature: country, aggregate: previous, field: merchant_country}\n  - entity: terminal\n");
        return FeaturePlan.compile(
                SemanticHashTest.parse(set), Transaction.getClassSchema(), FraudLabel.getClassSchema());
    }

    private static byte[] byAvro(GenericRecord vector) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(HEADER);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(vector.getSchema()).write(vector, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static String text(Random random) {
        int length = random.nextInt(8) == 0 ? random.nextInt(1024) : random.nextInt(20);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 : 'a' + i % 26);
        return text.toString();
    }

    private static FeatureRow row(FeaturePlan plan, Random random) {
        FeatureRow row = new FeatureRow(plan.layout());
        row.setId(text(random));
        row.time = random.nextLong() >> random.nextInt(64);
        for (Slot slot : plan.layout().slots()) {
            if (random.nextInt(3) == 0) continue;
            switch (slot.type()) {
                case LONG -> row.setLong(slot, random.nextLong() >> random.nextInt(64));
                case DOUBLE -> row.setDouble(slot, Double.longBitsToDouble(random.nextLong()));
                case BOOLEAN -> row.setBoolean(slot, random.nextBoolean());
                case TEXT -> row.setText(slot, text(random));
            }
        }
        return row;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theBytesAreAvros(long seed) throws Exception {
        Random random = new Random(seed);
        FeaturePlan plan = plan();
        VectorEncoder encoder = plan.vectorEncoder();
        for (int i = 0; i < 400; i++) {
            FeatureRow row = row(plan, random);
            String emission = random.nextBoolean() ? "SERVED" : "CORRECTION";
            assertThat(encoder.encode(HEADER, row, emission)).isEqualTo(byAvro(plan.toVector(row, emission)));
        }
    }

    @Test
    void anUnknownEmissionIsNamed() throws Exception {
        FeaturePlan plan = plan();
        assertThatThrownBy(() -> plan.vectorEncoder().encode(HEADER, new FeatureRow(plan.layout()), "GUESSED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GUESSED")
                .hasMessageContaining("SERVED");
    }

    /** The array that is returned and nothing else. */
    @Test
    void onlyTheResultIsAllocated() throws Exception {
        FeaturePlan plan = plan();
        VectorEncoder encoder = plan.vectorEncoder();
        FeatureRow row = row(plan, new Random(7));
        int size = encoder.encode(HEADER, row, "SERVED").length;
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) encoder.encode(HEADER, row, "SERVED");
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 1000.0).isLessThan(size + 32);
    }
}
