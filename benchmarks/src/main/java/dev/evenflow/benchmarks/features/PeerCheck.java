package dev.evenflow.benchmarks.features;

import dev.evenflow.benchmarks.peers.VectorComparison;
import dev.evenflow.benchmarks.peers.VectorTopic;
import dev.evenflow.flink.avro.RegistryConnection;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;

/** Holds a peer's first vectors against ours of the same transactions, before any time of it counts. */
record PeerCheck(BenchPlatform platform, Workload load, Arguments arguments) {
    private static final int VECTORS = 10_000;
    private static final long LIMIT_SECONDS = 240;

    /** Fails if a value differs without an excuse. */
    void run(PeerCase peer) throws Exception {
        if (load.partitions() > 1 && peer.emission().equals("served")) {
            System.out.printf(
                    Locale.ROOT,
                    "  %s: what is served depends on the order of arrival, which only one partition fixes: values are compared with --parallelism 1%n",
                    peer.name());
            return;
        }
        int vectors = (int) Math.min(VECTORS, load.events() / 2);
        FeatureCase ours = FeatureCases.subset("check", "ours", peer.emission(), peer.features());
        VectorComparison comparison =
                VectorComparison.of(first(ours, vectors), first(peer, vectors), peer.closedWindows());
        comparison.require((int) (0.9 * vectors));
        System.out.printf(
                Locale.ROOT,
                "  %s: %,d vectors × %d fields are equal to ours, but for %d vectors whose windows have an event at their very edge%n",
                peer.name(),
                comparison.vectors(),
                comparison.fields(),
                comparison.excused());
    }

    private Map<String, GenericRecord> first(FeatureCase what, int vectors) throws Exception {
        CaseRun run = new CaseRun(
                platform, load, load.partitions(), "check-" + what.name() + "-" + System.nanoTime(), arguments);
        SchemaRegistryClient registry = new RegistryConnection(platform.registryUrl(), Map.of()).client();
        Map<String, GenericRecord> read = Map.of();
        try (StartedCase started = what.start(run)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (read.size() < vectors) {
                started.failure().ifPresent(reason -> {
                    throw new IllegalStateException(what.name() + " failed: " + reason);
                });
                if (System.nanoTime() > end)
                    throw new IllegalStateException(what.name() + " has written " + read.size() + " vectors within "
                            + LIMIT_SECONDS + " s, expected " + vectors);
                TimeUnit.SECONDS.sleep(1);
                if (Slope.endOffsets(platform.admin(), run.output(), load.partitions()) >= vectors)
                    read = VectorTopic.read(platform.bootstrap(), registry, run.output(), vectors);
            }
        }
        platform.delete(run.output());
        return read;
    }
}
