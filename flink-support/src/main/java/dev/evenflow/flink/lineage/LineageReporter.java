package dev.evenflow.flink.lineage;

import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one run: its start, what became known of its datasets, its end. Never waits and never throws. Thread-safe. */
public final class LineageReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineageReporter.class);

    private final LineageEvents events;
    private final LineageOutbox outbox;
    private final Clock clock;
    private final Map<String, DatasetFacts> facts = new TreeMap<>();

    LineageReporter(LineageRun run, UUID id, String flinkVersion, LineageTransport transport, Clock clock) {
        this.events = new LineageEvents(run, id, flinkVersion);
        this.outbox = new LineageOutbox(transport);
        this.clock = clock;
    }

    /** Null where the settings say nowhere. */
    public static @Nullable LineageReporter open(LineageRun run, UUID id, String flinkVersion) {
        LineageSettings settings = run.settings();
        String target = settings.target();
        if (target == null) return null;
        String key = settings.apiKeyFile();
        String name = (run.job() + "-" + id).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new LineageReporter(
                run,
                id,
                flinkVersion,
                target.contains("://")
                        ? new HttpTransport(URI.create(target), key == null ? null : Path.of(key))
                        : new FileTransport(Path.of(target), name),
                Clock.systemUTC());
    }

    public void started() {
        tell(EventType.START, true, null);
    }

    /** All its tasks run, or run again. */
    public void running() {
        tell(EventType.RUNNING, false, null);
    }

    public void completed() {
        tell(EventType.COMPLETE, true, null);
    }

    /** Ended by a person, before its input did. */
    public void aborted() {
        tell(EventType.ABORT, true, null);
    }

    public void failed(@Nullable Throwable cause) {
        tell(EventType.FAIL, true, cause);
    }

    public synchronized void learned(List<DatasetFacts> news) {
        for (DatasetFacts each : news) facts.merge(each.dataset(), each, LineageReporter::merge);
        running();
    }

    static DatasetFacts merge(DatasetFacts before, DatasetFacts news) {
        Map<String, DatasetFacts.Assertion> assertions = new LinkedHashMap<>();
        before.assertions().forEach(each -> assertions.put(each.key(), each));
        news.assertions().forEach(each -> assertions.put(each.key(), each));
        return new DatasetFacts(
                before.dataset(),
                news.version() == null ? before.version() : news.version(),
                List.copyOf(assertions.values()));
    }

    private synchronized void tell(EventType type, boolean whole, @Nullable Throwable failure) {
        try {
            outbox.offer(events.event(type, clock.instant(), facts, whole, failure));
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("No event of lineage could be made, the job goes on: {}", e.toString());
        }
    }

    public long sent() {
        return outbox.sent();
    }

    public long lost() {
        return outbox.lost();
    }

    /** Whether all is sent; waits that long. For programs that end. */
    public boolean awaitEnd(long ms) throws InterruptedException {
        return outbox.awaitEnd(ms);
    }

    @Override
    public void close() {
        outbox.close();
    }
}
