package dev.evenflow.platform.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.platform.history.Delivery.Form;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

class InferenceWireFormatTest {
    private static final int HEADER = 5;

    private final InferenceWireFormat format = new InferenceWireFormat(Map.of(Kind.REQUEST, 7, Kind.RESPONSE, 8), 1);
    private final Inference inference = new TabularInferences(
                    1,
                    Instant.parse("2026-03-01T00:00:00Z"),
                    1,
                    0,
                    new Population(10, List.of("EU")),
                    new SplittableRandom(1))
            .next();

    @Test
    void originalsAndDuplicatesAreTheRecord() throws Exception {
        byte[] good = encode(Kind.REQUEST, Form.ORIGINAL);

        assertThat(good).startsWith(0, 0, 0, 0, 7);
        assertThat(encode(Kind.REQUEST, Form.DUPLICATE)).isEqualTo(good);
        assertThat(encode(Kind.RESPONSE, Form.ORIGINAL)).startsWith(0, 0, 0, 0, 8);
        assertThat(read(good)).isEqualTo(inference.request());
    }

    @Test
    void garbageIsOfItsKind() {
        byte[] good = encode(Kind.REQUEST, Form.ORIGINAL);

        assertThat(encode(Kind.REQUEST, Form.TRUNCATED).length).isBetween(1, good.length - 1);
        assertThat(encode(Kind.REQUEST, Form.WRONG_MAGIC_BYTE)[0]).isNotZero();
        assertThat(encode(Kind.REQUEST, Form.UNKNOWN_SCHEMA_ID)).startsWith(0, 0x7f);
        assertThat(encode(Kind.REQUEST, Form.WRONG_TYPE)).startsWith(0, 0, 0, 0, 8);
        assertThat(encode(Kind.RESPONSE, Form.WRONG_TYPE)).startsWith(0, 0, 0, 0, 7);
        assertThat(encode(Kind.REQUEST, Form.BLOB))
                .hasSize(InferenceWireFormat.BLOB_BYTES)
                .startsWith(0xEF);
        assertThat(format.encode(new InferenceDelivery(Kind.REQUEST, "i", inference.request(), Form.NULL_VALUE)))
                .isNull();
    }

    /** Else a record that was counted as garbage would be archived. */
    @Test
    void whereverARequestIsCutItCannotBeRead() {
        byte[] good = encode(Kind.REQUEST, Form.ORIGINAL);

        for (int length = HEADER; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut)).as("cut to %d bytes", length).isInstanceOf(Exception.class);
        }
    }

    private static InferenceRequest read(byte[] value) throws Exception {
        return new SpecificDatumReader<>(InferenceRequest.class)
                .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
    }

    private byte[] encode(Kind kind, Form form) {
        return Objects.requireNonNull(format.encode(new InferenceDelivery(
                kind,
                inference.request().getInferenceId(),
                kind == Kind.REQUEST ? inference.request() : Objects.requireNonNull(inference.response()),
                form)));
    }
}
