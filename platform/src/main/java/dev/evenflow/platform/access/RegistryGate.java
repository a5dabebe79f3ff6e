package dev.evenflow.platform.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * TLS and basic authentication in front of the registry, which has neither: a server on 127.0.0.1 in the registry's own
 * JVM. What it lets through carries a token that it signs itself with a key that exists in this JVM only, and the
 * registry behind it refuses everything without one. Everybody known may read; what a user may change is in the users' file.
 */
public final class RegistryGate {
    private static final int THREADS = 8;
    /** The largest schema anybody needs, and then some. */
    private static final int LARGEST_BODY = 4 << 20;
    /** Names, numbers and the characters of Confluent's paths; no dot segments, nothing encoded but a slash or a space. */
    private static final Pattern PATH =
            Pattern.compile("/apis/ccompat/v7(/(?!\\.{1,2}(/|$))([A-Za-z0-9_.:~-]|%2[Ff]|%20)+)*/?");

    private static final Pattern CHANGING = Pattern.compile("/apis/ccompat/v7/subjects/([^/]+)(/versions(/[^/]+)?)?/?");
    private static final Pattern LOOKUP = Pattern.compile("/apis/ccompat/v7/subjects/[^/]+/?");

    private final RegistryUsers users;
    private final GateToken token;
    private final HttpClient upstream =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RegistryGate(RegistryUsers users, GateToken token) {
        this.users = users;
        this.token = token;
    }

    /**
     * @param args directory of the secrets; port to listen on; main class of the registry, which gets no arguments and
     *     whose options are system properties
     */
    public static void main(String[] args) throws Exception {
        Secrets secrets = new Secrets(Path.of(args[0]));
        GateToken token = GateToken.create();
        System.setProperty("registry.auth.enabled", "true");
        System.setProperty("quarkus.oidc.tenant-enabled", "true");
        System.setProperty("quarkus.oidc.public-key", token.publicKey());
        System.setProperty("quarkus.oidc.auth-server-url", "");
        System.setProperty("quarkus.http.host", "127.0.0.1");
        // any free one; Quarkus says in the same property which it is
        System.setProperty("quarkus.http.port", "0");
        // its filter would write down at DEBUG what is wrong with tokens
        System.setProperty("quarkus.log.category.\"io.quarkus.oidc.runtime.OidcProvider\".level", "WARN");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
        new RegistryGate(RegistryUsers.read(secrets.registryUsers()), token).listen(secrets, Integer.parseInt(args[1]));
        Class.forName(args[2]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }

    private void listen(Secrets secrets, int port) throws IOException, GeneralSecurityException {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(Tls.showing(secrets.keyStore("registry"), secrets.password("registry"))));
        server.setExecutor(Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "registry-gate");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(LARGEST_BODY + 1);
        }
        String user = users.userOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (user == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"schema registry\"");
            answer(exchange, 401, 40101, "user and password are missing or wrong");
            return;
        }
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        if (!PATH.matcher(path).matches()) {
            answer(exchange, 404, 404, "there is nothing at this path, expected /apis/ccompat/v7 and names below");
        } else if (body.length > LARGEST_BODY) {
            answer(exchange, 413, 413, "the body is larger than " + LARGEST_BODY + " bytes");
        } else if (!mayDo(user, method, path)) {
            answer(exchange, 403, 40301, "user " + user + " may not " + method + " " + path);
        } else {
            forward(exchange, method, body);
        }
    }

    private boolean mayDo(String user, String method, String path) {
        if (method.equals("GET")
                || method.equals("POST") && LOOKUP.matcher(path).matches()) {
            return true;
        }
        if (users.mayChange(user, "*")) {
            return List.of("POST", "PUT", "DELETE").contains(method);
        }
        var changing = CHANGING.matcher(path);
        return method.equals("POST") && changing.matches() && users.mayChange(user, changing.group(1));
    }

    private void forward(HttpExchange exchange, String method, byte[] body) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        URI target = URI.create("http://127.0.0.1:" + System.getProperty("quarkus.http.port")
                + exchange.getRequestURI().getRawPath() + (query == null ? "" : "?" + query));
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token.current())
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : List.of("Content-Type", "Accept")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            HttpResponse<byte[]> response = upstream.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer(
                    exchange,
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(null),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(exchange, 503, 503, "stopping");
        } catch (IOException e) {
            // the gate is open a moment before the registry behind it
            answer(exchange, 503, 503, "the registry does not answer yet");
        }
    }

    private static void answer(HttpExchange exchange, int status, int code, String message) throws IOException {
        String json = String.format(
                Locale.ROOT,
                "{\"error_code\":%d,\"message\":\"%s\"}",
                code,
                message.replaceAll("[\"\\\\\\p{Cntrl}]", "?"));
        answer(exchange, status, "application/vnd.schemaregistry.v1+json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String type, byte[] body)
            throws IOException {
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Where this class is: what the registry's class path needs besides the registry. */
    public static Path code() {
        try {
            Path code = Path.of(RegistryGate.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.exists(code)) {
                throw new IllegalStateException(code + " is gone");
            }
            return code;
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("the location of this class is no file", e);
        }
    }
}
