package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The diagram in docs/architecture.md is the job's graph with all of it switched on, edge by edge. */
class TopologyDiagramTest {
    /** A feature set with systems of record. */
    static final String CUSTOMER_360 = "../../examples/customer-360/customer-profile.yaml";

    private static final Path PAGE = Path.of("../../docs/architecture.md");
    private static final Pattern EDGE = Pattern.compile("(?m)^ +([\\w-]+) --> ([\\w-]+)$");

    @Test
    void theDiagramIsTheGraph() throws IOException {
        assertThat(drawn())
                .as("edges in %s, and edges of the job's graph", PAGE)
                .isEqualTo(edges(graph("--emit", "both", "--lateness", "1h")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"card-fraud", CUSTOMER_360})
    void everyOperatorHasItsNameForAnId(String features) {
        for (StreamNode node : graph("--emit", "both", "--lateness", "1h", "--features", features)
                .getStreamNodes())
            assertThat(name(node))
                    .as("name of operator %s", node.getTransformationUID())
                    .isEqualTo(node.getTransformationUID());
    }

    private static Set<String> drawn() throws IOException {
        Set<String> edges = new TreeSet<>();
        Matcher edge = EDGE.matcher(Files.readString(PAGE));
        while (edge.find()) edges.add(edge.group(1) + " --> " + edge.group(2));
        return edges;
    }

    static StreamGraph graph(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--kafka.bootstrap", "none:1", "--registry.url", "http://none"));
        all.addAll(List.of(arguments));
        if (!all.contains("--features")) all.addAll(List.of("--features", "card-fraud"));
        FraudFeaturesConfig config = FraudFeaturesConfig.of(all.toArray(String[]::new), Map.of());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        Map<String, DataStream<Decoded<FeatureRow>>> changes = new HashMap<>();
        for (ChangelogPlan changelog : config.plan().changelogs())
            changes.put(
                    changelog.name(), nothing(environment, config, FraudFeaturesUids.readChanges(changelog.name())));
        new FraudFeaturesTopology(config)
                .build(
                        new Sources(
                                nothing(environment, config, FraudFeaturesUids.READ_TRANSACTIONS),
                                config.featureSet().labels() == null
                                        ? null
                                        : nothing(environment, config, FraudFeaturesUids.READ_LABELS),
                                changes),
                        new Sinks(
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>()));
        return environment.getStreamGraph();
    }

    private static DataStream<Decoded<FeatureRow>> nothing(
            StreamExecutionEnvironment environment, FraudFeaturesConfig config, String uid) {
        return environment
                .fromData(List.of(), new DecodedTypeInfo<>(new FeatureRowTypeInfo(config.featureSet())))
                .name(uid)
                .uid(uid);
    }

    private static Set<String> edges(StreamGraph graph) {
        Set<String> edges = new TreeSet<>();
        for (StreamNode node : graph.getStreamNodes())
            for (StreamEdge edge : node.getOutEdges())
                edges.add(anyEntity(name(node)) + " --> " + anyEntity(name(graph.getStreamNode(edge.getTargetId()))));
        return edges;
    }

    private static String anyEntity(String name) {
        return name.replaceFirst("^(update|serve)-.*-features$", "$1-ENTITY-features");
    }

    private static String name(StreamNode node) {
        return node.getOperatorName().replaceFirst("(Source: |^)(.*?)(: Writer)?$", "$2");
    }
}
