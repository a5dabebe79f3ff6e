package dev.evenflow.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records written with each published version, as bytes: the classes of today read them and lose nothing. */
class GoldenRecordsTest {
    record Golden(Contract contract, FrozenVersion version, String variant) {
        @Override
        public String toString() {
            return version + " " + variant;
        }
    }

    static List<Golden> goldenRecords() throws IOException {
        List<Golden> records = new ArrayList<>();
        for (Contract contract : Contract.all())
            for (FrozenVersion version : FrozenVersion.of(contract.subject()))
                for (String variant : SampleRecord.VARIANTS) records.add(new Golden(contract, version, variant));
        return records;
    }

    @ParameterizedTest
    @MethodSource("goldenRecords")
    void bytesMeanWhatTheyMeant(Golden golden) throws IOException {
        FrozenVersion version = golden.version();
        Schema written = version.schema();
        byte[] bytes = Files.readAllBytes(version.recordFile(golden.variant()));
        GenericData.Record record = SampleRecord.decode(bytes, written, written);
        assertThat(SampleRecord.toJson(record))
                .isEqualTo(
                        Files.readString(version.readableFile(golden.variant())).strip());
    }

    @ParameterizedTest
    @MethodSource("goldenRecords")
    void theGeneratedClassReadsThemLikeAGenericReader(Golden golden) throws IOException {
        Schema written = golden.version().schema();
        byte[] bytes = Files.readAllBytes(golden.version().recordFile(golden.variant()));
        Class<?> type = SpecificData.get().getClass(golden.contract().schema());
        assertThat(type)
                .as("the class generated from %s", golden.contract().schemaFile())
                .isNotNull();
        SpecificData model = SpecificData.getForClass(type);
        Schema current = model.getSchema(type);

        Object record = new SpecificDatumReader<>(written, current, model)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        assertThat(record).isInstanceOf(type);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<>(current, model).write(record, encoder);
        encoder.flush();
        assertThat(out.toByteArray()).isEqualTo(SampleRecord.encode(SampleRecord.decode(bytes, written, current)));
    }
}
