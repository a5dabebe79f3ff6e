package dev.evenflow.platform.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.inference.Message;
import dev.evenflow.inference.MessagePart;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chats from files in MT-bench's form: one inference per turn, with the turns before it as context. A turn without a
 * reference answer gets no response.
 */
final class ChatInferences implements Iterator<Inference> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Iterator<Inference> inferences;

    ChatInferences(Path questions, @Nullable Path answers, Instant start, Population population) {
        Map<Integer, JsonNode> byQuestion = new HashMap<>();
        if (answers != null) {
            for (JsonNode answer : lines(answers))
                byQuestion.put(answer.path("question_id").asInt(), answer);
        }
        List<Inference> made = new ArrayList<>();
        for (JsonNode question : lines(questions)) {
            int id = question.path("question_id").asInt();
            JsonNode turns = question.path("turns");
            if (!turns.isArray() || turns.isEmpty())
                throw new PlatformException(
                        questions + ": question " + id + " has no turns, expected an array of texts");
            JsonNode answer = byQuestion.get(id);
            List<Message> context = new ArrayList<>();
            for (int turn = 0; turn < turns.size(); turn++) {
                context.add(message("user", turns.get(turn).asText()));
                long time = start.toEpochMilli() + made.size() * 2_000L;
                String answered = answer == null
                        ? null
                        : answer.path("choices")
                                .path(0)
                                .path("turns")
                                .path(turn)
                                .asText(null);
                made.add(inference(question, turn, time, List.copyOf(context), answer, answered, population));
                if (answered != null) context.add(message("assistant", answered));
            }
        }
        inferences = made.iterator();
    }

    private static Inference inference(
            JsonNode question,
            int turn,
            long time,
            List<Message> context,
            @Nullable JsonNode answer,
            @Nullable String answered,
            Population population) {
        int id = question.path("question_id").asInt();
        int subject = Math.floorMod(id * 31, population.subjects());
        String model = answer == null ? "gpt-4" : answer.path("model_id").asText();
        InferenceRequest request = new InferenceRequest();
        request.setInferenceId("chat-" + id + "-" + turn);
        request.setSubjectId(Population.idOf(subject));
        request.setRegion(population.regionOf(subject));
        request.setRequestTime(Instant.ofEpochMilli(time));
        request.setOperationName("chat");
        request.setRequestModel(model);
        request.setProviderName("openai");
        request.setConversationId("mt-bench-" + id);
        request.setInputMessages(context);
        request.setAttributes(Map.of("category", question.path("category").asText()));
        request.setProducer("mt-bench");
        if (answered == null) return new Inference(time, request, null);
        InferenceResponse response = new InferenceResponse();
        response.setInferenceId(request.getInferenceId());
        response.setSubjectId(request.getSubjectId());
        response.setRegion(request.getRegion());
        response.setResponseTime(Instant.ofEpochMilli(time + 1_500));
        response.setStatus(InferenceStatus.OK);
        response.setResponseModel(model);
        response.setOutputMessages(List.of(message("assistant", answered)));
        response.setResponseFinishReasons(List.of("stop"));
        response.setProducer("mt-bench");
        return new Inference(time, request, response);
    }

    private static Message message(String role, String text) {
        return new Message(role, List.of(new MessagePart("text", text, null)));
    }

    private static List<JsonNode> lines(Path file) {
        List<JsonNode> nodes = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank()) continue;
                JsonNode node = JSON.readTree(line);
                if (!node.has("question_id"))
                    throw new PlatformException(file + ":" + number + ": no question_id, expected a line of MT-bench");
                nodes.add(node);
            }
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return nodes;
    }

    @Override
    public boolean hasNext() {
        return inferences.hasNext();
    }

    @Override
    public Inference next() {
        return inferences.next();
    }
}
