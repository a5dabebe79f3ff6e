package dev.evenflow.platform.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.PlatformException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted differences are found, counted and named; nothing else is. */
class ParityCheckTest {
    private static final Schema SCHEMA = schema("count", "average");
    private static final int VECTORS = 40_000;

    @TempDir
    private Path directory;

    @Test
    void equalVectorsInAnotherOrderAreEqual() throws IOException {
        List<GenericRecord> live = settled();
        Collections.reverse(live);

        ParityReport report = check(settled(), live, List.of());

        assertThat(report.isEqual()).isTrue();
        assertThat(report.compared()).isEqualTo(VECTORS);
        assertThat(report.valuesCompared()).isEqualTo(2L * VECTORS);
        assertThat(report.corrections()).isZero();
    }

    @Test
    void aCorrectionReplacesWhatWasSettled() throws IOException {
        List<GenericRecord> live = settled();
        live.set(17, with(live.get(17), "count", 4711L));
        live.add(emitted(settled().get(17), "CORRECTION"));

        ParityReport report = check(settled(), live, List.of());

        assertThat(report.isEqual()).isTrue();
        assertThat(report.corrections()).isEqualTo(1);
    }

    @Test
    void differingValuesAreCountedByFeatureWithExamples() throws IOException {
        List<GenericRecord> live = settled();
        live.set(3, with(live.get(3), "count", 4711L));
        live.set(4, with(with(live.get(4), "average", null), "count", -1L));

        ParityReport report = check(settled(), live, List.of());

        assertThat(report.isEqual()).isFalse();
        assertThat(report.different()).isEqualTo(2);
        assertThat(report.differences().byFeature())
                .containsExactlyInAnyOrderEntriesOf(Map.of("average", 1L, "count", 2L));
        assertThat(report.differences().examples())
                .contains(
                        new Differences.Example("t3", "count", "3", "4711"),
                        new Differences.Example("t4", "average", "2.0", "null"));
        assertThat(printed(report)).contains("NO PARITY", "t3  count: batch 3, live 4711");
        assertThat(report.json().at("/first_differences/0/id").asText()).isEqualTo("t3");
    }

    @Test
    void missingUnsettledLateAndAdditionalVectorsAreToldApart() throws IOException {
        List<GenericRecord> live = settled();
        live.removeIf(vector ->
                List.of("t5", "t6", "t" + (VECTORS - 1)).contains(vector.get(0).toString()));
        live.add(vector(SCHEMA, 1_000_001, "SETTLED", 1_000));

        ParityReport report = check(settled(), live, List.of("t6"));

        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.late()).isEqualTo(1);
        assertThat(report.notSettled()).isEqualTo(1);
        assertThat(report.onlyLive()).isEqualTo(1);
        assertThat(report.compared()).isEqualTo(VECTORS - 3);
        assertThat(report.differences().missing()).containsExactly("t5");
        assertThat(report.differences().onlyLive()).containsExactly("t1000001");
        assertThat(report.isEqual()).isFalse();
    }

    @Test
    void aVectorSettledTwiceIsADifferenceEvenIfItIsTheSame() throws IOException {
        List<GenericRecord> live = settled();
        live.add(settled().get(9));

        ParityReport report = check(settled(), live, List.of());

        assertThat(report.settledTwice()).isEqualTo(1);
        assertThat(report.different()).isZero();
        assertThat(report.differences().settledTwice()).containsExactly("t9");
        assertThat(report.isEqual()).isFalse();
    }

    @Test
    void nothingComparedIsNoParity() throws IOException {
        assertThat(check(settled(), List.of(), List.of()).isEqual()).isFalse();
    }

    @Test
    void vectorsOfAnotherVersionOfTheSchemaAreComparedInTheBatchs() throws IOException {
        Schema older = schema("count");
        List<GenericRecord> live = new ArrayList<>();
        for (int i = 0; i < VECTORS; i++) {
            live.add(vector(older, i, "SETTLED", i));
        }

        ParityReport report = check(settled(), live, List.of());

        assertThat(report.translated()).isEqualTo(VECTORS);
        assertThat(report.differences().byFeature()).containsOnlyKeys("average");
    }

    @Test
    void laterVectorsFillInWhatWasMissing() throws IOException {
        List<GenericRecord> first = settled();
        List<GenericRecord> later = new ArrayList<>(first.subList(100, 200));
        later.add(vector(SCHEMA, 1_000_001, "SETTLED", 1_000));
        first.subList(100, 200).clear();
        VectorFiles batch = write(settled());
        ParityCheck check = new ParityCheck(batch.schema(), 5);
        check.readBatch(batch);
        check.readLive(source(first));

        assertThat(check.missing()).isEqualTo(100);
        source(later).read(check.laterLive());
        assertThat(check.missing()).isZero();
        first.addAll(later);
        assertThat(check.report(batch, source(first), 0).isEqual()).isTrue();
    }

    @Test
    void brokenBytesAreAnError() throws IOException {
        VectorFiles batch = write(settled());
        ParityCheck check = new ParityCheck(batch.schema(), 5);
        byte[] good = encode(settled().get(0));

        assertThatThrownBy(() -> check.laterLive().accept(SCHEMA, good, 0, good.length - 1))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("ends within");
    }

    private ParityReport check(List<GenericRecord> batch, List<GenericRecord> live, List<String> late)
            throws IOException {
        VectorFiles files = write(batch);
        ParityCheck check = new ParityCheck(files.schema(), 5);
        check.readBatch(files);
        check.readLive(source(live));
        late.forEach(check::markLate);
        return check.report(files, source(live), late.size());
    }

    private VectorFiles write(List<GenericRecord> vectors) throws IOException {
        Path out = Files.createDirectories(directory.resolve("vectors"));
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.create(SCHEMA, out.resolve("part-0").toFile());
            for (GenericRecord vector : vectors) {
                writer.append(vector);
            }
        }
        return new VectorFiles(directory);
    }

    private static VectorSource source(List<GenericRecord> vectors) {
        return new VectorSource() {
            @Override
            public String name() {
                return "memory";
            }

            @Override
            public void read(Sink sink) {
                for (GenericRecord vector : vectors) {
                    byte[] bytes = encode(vector);
                    sink.accept(vector.getSchema(), bytes, 0, bytes.length);
                }
            }
        };
    }

    private static List<GenericRecord> settled() {
        List<GenericRecord> vectors = new ArrayList<>();
        for (int i = 0; i < VECTORS; i++) {
            vectors.add(vector(SCHEMA, i, "SETTLED", i));
        }
        return vectors;
    }

    private static GenericRecord vector(Schema schema, int number, String emission, long time) {
        GenericRecord vector = new GenericData.Record(schema);
        vector.put("transaction_id", "t" + number);
        vector.put("event_time", 1_700_000_000_000L + time * 1_000);
        vector.put("customer_id", number % 3 == 0 ? null : "c" + number % 100);
        vector.put("feature_set_version", "0123456789abcdef");
        vector.put("count", (long) number);
        if (schema.getField("average") != null) {
            vector.put("average", number / 2.0);
        }
        return emitted(vector, emission);
    }

    private static GenericRecord emitted(GenericRecord vector, String emission) {
        return with(
                vector,
                "emission",
                new GenericData.EnumSymbol(
                        vector.getSchema().getField("emission").schema(), emission));
    }

    private static GenericRecord with(GenericRecord vector, String field, Object value) {
        GenericRecord changed = new GenericData.Record((GenericData.Record) vector, true);
        changed.put(field, value);
        return changed;
    }

    private static Schema schema(String... features) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("TestFeatures")
                .namespace("dev.evenflow.features")
                .fields()
                .requiredString("transaction_id")
                .requiredLong("event_time")
                .optionalString("customer_id")
                .name("emission")
                .type()
                .enumeration("Emission")
                .symbols("UNKNOWN", "SERVED", "SETTLED", "CORRECTION")
                .noDefault()
                .requiredString("feature_set_version");
        for (String feature : features) {
            fields = feature.equals("average") ? fields.optionalDouble(feature) : fields.optionalLong(feature);
        }
        return fields.endRecord();
    }

    private static byte[] encode(GenericRecord vector) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(vector.getSchema()).write(vector, encoder);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String printed(ParityReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
