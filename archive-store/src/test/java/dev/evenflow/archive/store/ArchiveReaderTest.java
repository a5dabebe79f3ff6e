package dev.evenflow.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.seal.Sealer;
import dev.evenflow.inference.ArchivedBlob;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inference.InferenceRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveReaderTest {
    @TempDir
    Path directory;

    @Test
    void findsByIdSubjectModelTimeAndSnapshotWithFeedbackJoined() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            Place eu = fixture.archive.place("eu");
            SubjectKey anna = eu.keys().keyOf("anna");
            List<ArchivedInference> rows = new ArrayList<>(fixture.inferences(50, "EU", "fraud"));
            ArchivedInference ofAnna = sealed(fixture.inference("EU", "chat"), anna, "Dear bank, I am Anna.");
            rows.add(ofAnna);
            ArchivedFeedback label = fixture.feedback("EU", 50, 1);
            fixture.commit(rows, List.of(label));
            long snapshot = currentSnapshot(eu);
            fixture.commit(fixture.inferences(5, "US", "fraud"), List.of(fixture.feedback("EU", 3, 0)));
            fixture.commit(fixture.inferences(5, "EU", "fraud"), List.of());

            ArchiveReader reader = new ArchiveReader(fixture.archive);
            List<FoundInference> byId = reader.find(ArchiveFilter.all().withInferenceId("inference-50"));
            assertThat(byId).hasSize(1);
            assertThat(text(byId.get(0))).isEqualTo("Dear bank, I am Anna.");
            assertThat(byId.get(0).feedback()).hasSize(1);
            assertThat(byId.get(0).feedback().get(0).row().getField("value")).isEqualTo(1.0);
            assertThat(reader.find(ArchiveFilter.all().withSubject("anna"))).hasSize(1);
            assertThat(reader.find(ArchiveFilter.all().withSubject("nobody"))).isEmpty();
            assertThat(reader.find(ArchiveFilter.all().withModel("chat"))).hasSize(1);
            assertThat(reader.find(ArchiveFilter.all())).hasSize(61);
            assertThat(reader.find(between(10, 20)))
                    .extracting(found -> found.row().getField("inference_id"))
                    .containsExactlyInAnyOrder(
                            "inference-10",
                            "inference-11",
                            "inference-12",
                            "inference-13",
                            "inference-14",
                            "inference-15",
                            "inference-16",
                            "inference-17",
                            "inference-18",
                            "inference-19");
            assertThat(reader.find(new ArchiveFilter(
                            Optional.of("eu"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalLong.of(snapshot))))
                    .hasSize(51);
        }
    }

    @Test
    void whatWasErasedIsShownAsErasedAndWhatWasMovedDoesNotOpen() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            Place eu = fixture.archive.place("eu");
            SubjectKey anna = eu.keys().keyOf("anna");
            ArchivedBlob blob = eu.blobs()
                    .put("a picture".getBytes(StandardCharsets.UTF_8), anna, "image/png", "request/media/0/content");
            ArchivedInference ofAnna = sealed(fixture.inference("EU", "chat"), anna, "secret");
            ofAnna.setBlobs(List.of(blob));
            ArchivedInference moved = fixture.inference("EU", "chat");
            moved.setSubjectKey(ofAnna.getSubjectKey());
            moved.setRequestSealed(ofAnna.getRequestSealed().duplicate());
            fixture.commit(List.of(ofAnna), List.of());

            ArchiveReader reader = new ArchiveReader(fixture.archive);
            assertThat(reader.blob("eu", blob.getAddress())).hasValueSatisfying(bytes -> assertThat(bytes)
                    .isEqualTo("a picture".getBytes(StandardCharsets.UTF_8)));
            eu.keys().destroy("anna");
            FoundInference found = reader.find(ArchiveFilter.all()).get(0);
            assertThat(found.isErased()).isTrue();
            assertThat(found.opened()).containsEntry("request", Optional.empty());
            assertThat(reader.blob("eu", blob.getAddress())).isEmpty();
            assertThat(reader.find(new ArchiveFilter(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(anna.name()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalLong.empty())))
                    .hasSize(1);

            fixture.commit(List.of(moved), List.of());
            SubjectKey again = eu.keys().keyOf("anna");
            assertThat(again.name()).isNotEqualTo(anna.name());
            ArchivedInference exchanged = sealed(fixture.inference("EU", "chat"), again, "mine");
            exchanged.setInferenceId("another-id");
            fixture.commit(List.of(exchanged), List.of());
            assertThatThrownBy(() -> reader.find(ArchiveFilter.all().withInferenceId("another-id")))
                    .isInstanceOf(ArchiveStoreException.class)
                    .hasMessageContaining("the sealed request of inference another-id cannot be opened");
        }
    }

    private static ArchiveFilter between(long from, long to) {
        return new ArchiveFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ArchiveFixture.START.plusSeconds(from)),
                Optional.of(ArchiveFixture.START.plusSeconds(to)),
                OptionalLong.empty());
    }

    private static long currentSnapshot(Place place) {
        place.inferences().refresh();
        return place.inferences().currentSnapshot().snapshotId();
    }

    private static String text(FoundInference found) {
        return found.opened()
                .get("request")
                .orElseThrow()
                .get("system_instructions")
                .toString();
    }

    private static ArchivedInference sealed(ArchivedInference row, SubjectKey key, String text) throws Exception {
        InferenceRequest request = InferenceRequest.newBuilder()
                .setInferenceId("")
                .setSubjectId("anna")
                .setRegion("")
                .setRequestTime(ArchiveFixture.START)
                .setRequestModel("")
                .setSystemInstructions(text)
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(8)
                .putLong(SchemaNormalization.parsingFingerprint64(request.getSchema()))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<InferenceRequest>(request.getSchema()).write(request, encoder);
        encoder.flush();
        try (Sealer sealer = new Sealer()) {
            row.setSubjectKey(key.name());
            row.setRequestSealed(ByteBuffer.wrap(sealer.seal(
                    key.secret(),
                    bytes.toByteArray(),
                    SealedParts.context("request", key.name(), row.getInferenceId()))));
        }
        return row;
    }
}
