package dev.evenflow.platform.quality.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The page and its JSON over HTTP, on 127.0.0.1 only. Reads, never changes anything; asks nobody for a password, so it
 * also refuses what a foreign web site makes a browser ask (another Host).
 */
public final class PageServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WORTH_COMPRESSING = 600;

    /** Everything comes from here, nothing is inline, nobody may frame it. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<String> NAMES = List.of("127.0.0.1", "localhost");

    static {
        // else small answers wait 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // a client that says nothing must not keep a thread
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "quality-page");
        thread.setDaemon(true);
        return thread;
    });
    private final PageRoutes routes;

    /** @param port 0 for any that is free */
    public PageServer(int port, PageData data) {
        routes = new PageRoutes(data);
        try {
            server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (IOException e) {
            throw new PlatformException(
                    "cannot listen on 127.0.0.1:" + port + " (" + e.getMessage()
                            + "): choose another --port, or 0 for any free one",
                    e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        }
    }

    private PageReply reply(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
            return PageReply.error(421, "this page is for " + NAMES + " only");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return PageReply.error(405, method + " is not possible here, expected GET");
        }
        try {
            return routes.reply(
                    exchange.getRequestURI().getPath(), exchange.getRequestURI().getRawQuery());
        } catch (RuntimeException e) {
            System.err.println("cannot answer " + exchange.getRequestURI() + ": " + e);
            return PageReply.error(500, "an error of the page; its terminal says more");
        }
    }

    /** With any port: people forward theirs. */
    private static boolean isOurs(@Nullable String host) {
        return host != null && NAMES.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }

    private static void send(HttpExchange exchange, PageReply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.type());
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Vary", "Accept-Encoding");
        headers.set("Cache-Control", reply.tag().isEmpty() ? "no-store" : "no-cache");
        boolean compressed = reply.plain().length >= WORTH_COMPRESSING
                && acceptsGzip(exchange.getRequestHeaders().get("Accept-Encoding"));
        if (!reply.tag().isEmpty()) {
            String tag = '"' + reply.tag() + (compressed ? "-gzip\"" : "\"");
            headers.set("ETag", tag);
            if (matches(exchange.getRequestHeaders().getFirst("If-None-Match"), tag)) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
        }
        byte[] body = compressed ? reply.gzip() : reply.plain();
        if (compressed) {
            headers.set("Content-Encoding", "gzip");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static boolean matches(@Nullable String asked, String tag) {
        return asked != null
                && Arrays.stream(asked.split(","))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag::equals);
    }

    private static boolean acceptsGzip(@Nullable List<String> encodings) {
        return Optional.ofNullable(encodings).orElse(List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(each -> each.replace(" ", "").toLowerCase(Locale.ROOT))
                .anyMatch(
                        each -> each.equals("gzip") || each.startsWith("gzip;q=") && !each.matches("gzip;q=0(\\.0*)?"));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
