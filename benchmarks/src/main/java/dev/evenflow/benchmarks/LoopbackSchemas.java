package dev.evenflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenflow.flink.avro.RegistryConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;

/** A schema registry as small as one can be: it gives the schemas it was made with, by id, on loopback. */
final class LoopbackSchemas implements AutoCloseable {
    private static final String PATH = "/schemas/ids/";

    private final HttpServer server;
    private final Map<Integer, Schema> schemas;

    LoopbackSchemas(Map<Integer, Schema> schemas) throws IOException {
        this.schemas = Map.copyOf(schemas);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PATH, this::answer);
        server.start();
    }

    RegistryConnection connection() {
        return new RegistryConnection("http://127.0.0.1:" + server.getAddress().getPort(), Map.of());
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            Schema schema = schemas.get(
                    Integer.valueOf(exchange.getRequestURI().getPath().substring(PATH.length())));
            byte[] body = new ObjectMapper()
                    .writeValueAsString(Map.of("schema", String.valueOf(schema)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(schema == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot answer " + exchange.getRequestURI(), e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
