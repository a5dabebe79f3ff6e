package dev.evenflow.platform.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON over HTTP on this machine, with short time limits, and with the credentials that the server asks for. */
public final class Http {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Http() {}

    /** @param body null JSON if the server answered nothing or no JSON */
    public record Answer(int status, JsonNode body, String text) {
        public boolean isOk() {
            return status / 100 == 2;
        }
    }

    public static Answer get(String url) throws IOException {
        return send(url, HttpRequest.newBuilder(URI.create(url)).GET());
    }

    public static Answer send(String method, String url, JsonNode body, String contentType) throws IOException {
        return send(
                url,
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", contentType)
                        .method(method, HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private static Answer send(String url, HttpRequest.Builder request) throws IOException {
        Access.Http access = Access.http(url);
        if (access.authorization() != null) {
            request.header("Authorization", access.authorization());
        }
        try {
            HttpResponse<String> response =
                    access.client().send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isBlank() ? JSON.nullNode() : JSON.readTree(text);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }
}
