package dev.evenflow.flink.lineage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Posts each event; what is not answered with 2xx within seconds is an error. The key is read anew for each event. */
final class HttpTransport implements LineageTransport {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final URI address;
    private final @Nullable Path apiKey;

    HttpTransport(URI address, @Nullable Path apiKey) {
        this.address = address;
        this.apiKey = apiKey;
    }

    @Override
    public void send(String event) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event));
        if (apiKey != null)
            request.header("Authorization", "Bearer " + Files.readString(apiKey).strip());
        HttpResponse<Void> response = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2)
            throw new IOException(
                    "answered with status " + response.statusCode() + ", expected 2xx of an OpenLineage endpoint");
    }
}
