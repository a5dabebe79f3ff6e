package dev.evenflow.platform.quality.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * What is answered to a request, plain and compressed.
 *
 * @param tag of this content, for {@code ETag}; empty if it must not be kept
 */
record PageReply(int status, String type, String tag, byte[] plain, byte[] gzip) {
    static final String JSON = "application/json; charset=utf-8";

    static PageReply of(int status, String type, String tag, byte[] plain) {
        return new PageReply(status, type, tag, plain, compress(plain));
    }

    static PageReply json(String tag, JsonNode body) {
        return of(200, JSON, tag, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static PageReply error(int status, String message) {
        JsonNode body = JsonNodeFactory.instance.objectNode().put("error", message);
        return of(status, JSON, "", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] compress(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
