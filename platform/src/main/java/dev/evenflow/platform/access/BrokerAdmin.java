package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** Kafka's admin client with this home's access, asked one thing after the other, each with a limit. */
public final class BrokerAdmin implements AutoCloseable {
    /** How long an answer may take. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final int REQUEST_MS = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Admin client;

    public BrokerAdmin(String bootstrapServers) {
        client = Admin.create(Access.kafka(
                bootstrapServers,
                Map.of("default.api.timeout.ms", (int) LIMIT.toMillis(), "request.timeout.ms", REQUEST_MS)));
    }

    /** @param what for the message: cannot do so */
    public <T> T get(String what, Function<Admin, KafkaFuture<T>> question) {
        try {
            return question.apply(client).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new PlatformException("cannot " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new PlatformException(
                    "cannot " + what + ": the broker did not answer in " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close(CLOSE);
    }
}
