package dev.evenflow.flink.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as it is told. */
class HttpTransportTest {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 201;

    @TempDir
    Path directory;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/lineage", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/lineage");
    }

    @Test
    void anEventIsPostedWithTheKeyOfTheFile() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "s3cret\n");
        new HttpTransport(address(), key).send("{}");
        assertThat(received).containsExactly("Bearer s3cret {}");
    }

    @Test
    void whatIsRefusedIsAnErrorThatDoesNotNameTheKey() throws Exception {
        status = 403;
        Path key = Files.writeString(directory.resolve("key"), "s3cret");
        assertThatThrownBy(() -> new HttpTransport(address(), key).send("{}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403")
                .hasMessageNotContaining("s3cret");
    }
}
