package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Credentials by address: what this process needs to speak to a broker, a registry or a JobManager. Those of a secure
 * platform are known once its state was read; for others {@code EVENFLOW_CLIENT_CONFIG} names a {@link ClientFile}.
 */
public final class Access {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final HttpClient PLAIN = client(null);
    /** host:port → the secrets of the home it belongs to. */
    private static final Map<String, Secrets> BY_ADDRESS = new ConcurrentHashMap<>();

    private static final Map<String, Http> HTTP = new ConcurrentHashMap<>();
    private static volatile Principal self = Principal.ADMIN;

    private Access() {}

    /** @param authorization value of that header, if the server wants one */
    public record Http(HttpClient client, @Nullable String authorization) {}

    /** For a whole process: the command line is the administrator unless a command says otherwise. */
    public static void actAs(Principal principal) {
        self = principal;
        HTTP.clear();
    }

    /** From now on, who speaks to one of these addresses does so with secrets of this home. */
    public static void remember(Secrets secrets, String... addresses) {
        for (String address : addresses) {
            BY_ADDRESS.put(address, secrets);
            HTTP.remove(address);
        }
    }

    /** Properties of a Kafka client: the given ones, the broker's address, and what that broker asks for. */
    public static Map<String, Object> kafka(String bootstrap, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrap);
        clientFile(bootstrap, self).ifPresent(file -> all.putAll(file.kafka()));
        return all;
    }

    /** Options of a job that runs as this principal, for the broker and its registry; none if they ask for nothing. */
    public static Map<String, String> jobOptions(String bootstrap, Principal principal) {
        return clientFile(bootstrap, principal).map(ClientFile::jobOptions).orElse(new LinkedHashMap<>());
    }

    /** The properties file of a principal for a broker and its registry, for programs that take one. */
    public static Optional<ClientFile> clientFile(String bootstrap, Principal principal) {
        Secrets ours = BY_ADDRESS.get(bootstrap);
        return ours != null ? Optional.of(ours.client(principal)) : foreign();
    }

    private static Optional<ClientFile> foreign() {
        String file = System.getenv("EVENFLOW_CLIENT_CONFIG");
        return file == null || file.isBlank() ? Optional.empty() : Optional.of(ClientFile.read(Path.of(file)));
    }

    /** What to speak HTTP with to the server of this URL. */
    public static Http http(String url) {
        URI uri = URI.create(url);
        return HTTP.computeIfAbsent(uri.getHost() + ":" + uri.getPort(), address -> make(uri, address));
    }

    private static Http make(URI uri, String address) {
        Secrets ours = BY_ADDRESS.get(address);
        if (ours == null) {
            return foreign()
                    .map(file -> new Http(
                            client(file.registryTls().orElse(null)),
                            file.authorization().orElse(null)))
                    .orElse(new Http(PLAIN, null));
        }
        if (uri.getPath() == null || !uri.getPath().startsWith("/apis/")) {
            return new Http(client(flinkTls(ours)), null);
        }
        ClientFile file = ours.client(self);
        return new Http(
                client(file.registryTls().orElse(null)), file.authorization().orElse(null));
    }

    /** For a first word with the broker, before any user is known. */
    public static Optional<SSLContext> brokerTls(String address) {
        Secrets ours = BY_ADDRESS.get(address);
        return ours == null ? Optional.empty() : ours.client(self).registryTls();
    }

    private static SSLContext flinkTls(Secrets secrets) {
        try {
            return Tls.onlyAmongOurselves(secrets.keyStore("flink-rest"), secrets.password("flink-rest"));
        } catch (IOException | GeneralSecurityException e) {
            throw new PlatformException(
                    "cannot use " + secrets.keyStore("flink-rest") + " to speak to Flink: " + e.getMessage(), e);
        }
    }

    private static HttpClient client(@Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        return tls == null ? builder.build() : builder.sslContext(tls).build();
    }
}
