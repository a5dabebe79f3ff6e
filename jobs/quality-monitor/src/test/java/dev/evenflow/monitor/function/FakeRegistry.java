package dev.evenflow.monitor.function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Answers what a schema is of which id, as a registry does, on loopback. Ids count from 1. */
public final class FakeRegistry implements AutoCloseable {
    private final List<Schema> schemas = new ArrayList<>();
    private final HttpServer server;

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/schemas/ids/", this::answer);
        server.start();
    }

    public int register(Schema schema) {
        schemas.add(schema);
        return schemas.size();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        boolean known = id <= schemas.size();
        String body = known
                ? "{\"schema\": \""
                        + schemas.get(id - 1).toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"
                : "{\"error_code\": 40403, \"message\": \"Schema not found\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
