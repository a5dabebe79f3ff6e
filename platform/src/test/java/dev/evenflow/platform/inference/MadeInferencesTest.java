package dev.evenflow.platform.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.Message;
import dev.evenflow.platform.PlatformException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of inferences: tables, pictures, chats. */
class MadeInferencesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Population PEOPLE = new Population(1_000, List.of("EU", "US"));

    @TempDir
    private Path directory;

    @Test
    void everybodyIsAtHomeInOneRegionAndEachRegionIsInhabited() {
        Population people = new Population(9_000, List.of("EU", "US", "DE", "FR"));
        Map<String, Integer> inhabitants = new HashMap<>();
        for (int subject = 0; subject < people.subjects(); subject++)
            inhabitants.merge(people.regionOf(subject), 1, Integer::sum);

        assertThat(inhabitants).isEqualTo(Map.of("EU", 6_000, "US", 1_000, "DE", 1_000, "FR", 1_000));
        assertThatThrownBy(() -> new Population(0, List.of("EU"))).hasMessageContaining("--subjects is 0");
        assertThatThrownBy(() -> new Population(1, List.of("EU", " "))).hasMessageContaining("--regions");
    }

    @Test
    void tablesHaveTwelveFeaturesAndRepeatThemselvesForASeed() {
        List<Inference> inferences = all(tabular(7));

        assertThat(inferences).hasSize(5_000).isEqualTo(all(tabular(7))).isNotEqualTo(all(tabular(8)));
        Map<String, String> regions = new HashMap<>();
        int answered = 0;
        for (Inference inference : inferences) {
            InferenceRequest request = inference.request();
            assertThat(request.getFeatures())
                    .hasSameSizeAs(request.getFeatureNames())
                    .hasSize(12);
            assertThat(regions.computeIfAbsent(request.getSubjectId(), any -> request.getRegion()))
                    .isEqualTo(request.getRegion());
            if (inference.response() == null) continue;
            answered++;
            assertThat(inference.response().getInferenceId()).isEqualTo(request.getInferenceId());
            assertThat(inference.response().getSubjectId()).isEqualTo(request.getSubjectId());
            assertThat(inference.response().getResponseTime()).isAfter(request.getRequestTime());
        }
        assertThat(answered).isBetween(4_400, 4_600);
        assertThat(regions).containsValues("EU", "US");
    }

    @Test
    void picturesArePngsOfWhichSomeRepeatAnEarlierOne() throws Exception {
        List<Inference> inferences = all(new ImageInferences(200, 0.3, START, PEOPLE, new SplittableRandom(5)));

        Set<List<Object>> byContentAndSubject = new HashSet<>();
        Set<Object> contents = new HashSet<>();
        for (Inference inference : inferences) {
            var media = inference.request().getMedia().get(0);
            byte[] png = media.getContent().array();
            assertThat(png.length)
                    .isBetween(5_000, 60_000)
                    .isEqualTo(media.getLength().intValue());
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            assertThat(image.getWidth()).isPositive();
            contents.add(media.getContent());
            byContentAndSubject.add(
                    List.of(media.getContent(), inference.request().getSubjectId()));
        }
        assertThat(contents).hasSizeBetween(120, 160);
        assertThat(byContentAndSubject).as("repeated by others").hasSizeGreaterThan(190);
    }

    @Test
    void aChatHasAnInferencePerTurnWithTheTurnsBefore() throws Exception {
        Path questions = directory.resolve("questions.jsonl");
        Path answers = directory.resolve("answers.jsonl");
        Files.writeString(
                questions,
                """
                {"question_id": 1, "category": "maths", "turns": ["Two and two?", "And two more?"]}

                {"question_id": 2, "category": "poems", "turns": ["A line on rain.", "Shorter."]}
                """);
        Files.writeString(
                answers,
                "{\"question_id\": 1, \"model_id\": \"m-1\", \"choices\": [{\"turns\": [\"Four.\", \"Six.\"]}]}\n");

        List<Inference> chats = all(new ChatInferences(questions, answers, START, PEOPLE));

        assertThat(chats).extracting(chat -> chat.request().getInferenceId()).doesNotHaveDuplicates();
        assertThat(chats)
                .extracting(chat -> texts(chat.request().getInputMessages()))
                .containsExactly(
                        List.of("user: Two and two?"),
                        List.of("user: Two and two?", "assistant: Four.", "user: And two more?"),
                        List.of("user: A line on rain."),
                        List.of("user: A line on rain.", "user: Shorter."));
        assertThat(chats.get(1).response()).satisfies(response -> assertThat(texts(response.getOutputMessages()))
                .containsExactly("assistant: Six."));
        assertThat(chats.get(0).request().getRequestModel()).isEqualTo("m-1");
        assertThat(chats.get(2).response()).isNull();
    }

    @Test
    void aFileThatIsNoChatIsNamedWithItsLine() throws Exception {
        Path questions = directory.resolve("questions.jsonl");
        Files.writeString(questions, "{\"question_id\": 1, \"turns\": [\"a\"]}\n{\"id\": 2}\n");
        assertThatThrownBy(() -> new ChatInferences(questions, null, START, PEOPLE))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(questions + ":2: no question_id");

        Files.writeString(questions, "{\"question_id\": 3, \"turns\": []}\n");
        assertThatThrownBy(() -> new ChatInferences(questions, null, START, PEOPLE))
                .hasMessageContaining("question 3 has no turns");
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream()
                .map(message ->
                        message.getRole() + ": " + message.getParts().get(0).getContent())
                .toList();
    }

    private static Iterator<Inference> tabular(long seed) {
        return new TabularInferences(5_000, START, 20, 0.1, PEOPLE, new SplittableRandom(seed));
    }

    private static List<Inference> all(Iterator<Inference> source) {
        List<Inference> inferences = new ArrayList<>();
        source.forEachRemaining(inferences::add);
        return inferences;
    }
}
