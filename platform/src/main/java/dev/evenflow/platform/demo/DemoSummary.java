package dev.evenflow.platform.demo;

import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the demo says of the features, and where to look for more. */
final class DemoSummary {
    private DemoSummary() {}

    static void features(DemoWatch watch, FeatureSet set) {
        DemoWatch.Counts counts = watch.counts();
        VectorPairs pairs = watch.pairs();
        System.out.println(
                "\nFeature vectors (* where what was served differs from what settled: it arrived out of order)");
        List<VectorPairs.Pair> shown = Stream.of(pairs.richest(), pairs.differing())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (shown.isEmpty()) {
            System.out.println(
                    "  no transaction was both served and settled in this time; watch longer with --seconds");
        } else {
            new VectorTable(set.plan(), shown).print(System.out);
        }
        System.out.printf(
                Locale.ROOT,
                "%nIn  %,d transactions, %,d labels%nOut %,d served, %,d settled, %,d corrections, %,d late, %,d dead letters%n",
                counts.transactions,
                counts.labels,
                counts.served,
                counts.settled,
                counts.corrections,
                counts.late,
                counts.dead);
        if (!watch.servedAfter().isEmpty()) {
            System.out.printf(
                    Locale.ROOT,
                    "Served after %d ms (median), %d ms (99%%), from the input's log to the output's log%n",
                    watch.servedAfter().percentile(0.5),
                    watch.servedAfter().percentile(0.99));
        }
        if (pairs.vectors() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "Served against settled: %,d vectors, %,d values compared; %,d vectors (%.2f%%), %,d values differ%n",
                    pairs.vectors(),
                    pairs.values(),
                    pairs.differingVectors(),
                    100.0 * pairs.differingVectors() / pairs.vectors(),
                    pairs.differingValues());
        }
    }

    static void whereToLook(PlatformState state, FlinkRest flink, String jobId, FeatureSet set, boolean scored) {
        System.out.println("\nLook at");
        System.out.println("  the job        " + flink.jobUrl(jobId));
        System.out.println("  the schemas    " + state.registryUrl() + "/subjects");
        System.out.println("  the features   ./evenflow read " + StandardTopics.settled(set.name()) + " --follow");
        System.out.println(
                "                 ./evenflow read " + StandardTopics.served(set.name()) + " --last 3 --max 3 --meta");
        if (scored) {
            System.out.println("  the inferences ./evenflow read " + StandardTopics.INFERENCE_REQUESTS
                    + " --last 1 --max 1, " + StandardTopics.INFERENCE_RESPONSES + ", "
                    + StandardTopics.INFERENCE_FEEDBACK);
        }
        System.out.println("  dead letters   ./evenflow read " + StandardTopics.DEAD_LETTERS + " --max 5");
        System.out.println("  with any Kafka client: bootstrap.servers=" + state.bootstrapServers()
                + " isolation.level=read_committed schema.registry.url=" + state.registryUrl());
        System.out.println("  processes      ./evenflow status");
    }
}
