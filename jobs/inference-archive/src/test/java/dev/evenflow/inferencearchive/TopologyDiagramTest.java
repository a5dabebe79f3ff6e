package dev.evenflow.inferencearchive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.kafka.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The diagram in docs/archive.md is the job's graph with all of it switched on, edge by edge. */
class TopologyDiagramTest {
    private static final Path PAGE = Path.of("../../docs/archive.md");
    private static final Pattern EDGE = Pattern.compile("(?m)^ +([\\w-]+) --> ([\\w-]+)$");

    @Test
    void theDiagramIsTheGraph() throws IOException {
        Set<String> drawn = new TreeSet<>();
        Matcher edge = EDGE.matcher(Files.readString(PAGE));
        while (edge.find()) drawn.add(edge.group(1) + " --> " + edge.group(2));
        assertThat(drawn).as("edges in %s, and edges of the job's graph", PAGE).isEqualTo(edges(graph()));
    }

    @Test
    void everyOperatorHasItsNameForAnId() {
        for (StreamNode node : graph().getStreamNodes())
            assertThat(name(node))
                    .as("name of operator %s", node.getTransformationUID())
                    .isEqualTo(node.getTransformationUID());
    }

    static StreamGraph graph() {
        String[] needed = OptionsReferenceTest.NEEDED;
        String[] arguments = Arrays.copyOf(needed, needed.length + 4);
        arguments[needed.length] = "--topic.vectors";
        arguments[needed.length + 1] = "features-card-fraud-served";
        arguments[needed.length + 2] = "--vectors.region";
        arguments[needed.length + 3] = "EU";
        InferenceArchiveConfig config = InferenceArchiveConfig.of(arguments, Map.of());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        new InferenceArchiveTopology(config)
                .build(
                        new Sources(
                                nothing(environment, InferenceArchiveUids.READ_REQUESTS),
                                nothing(environment, InferenceArchiveUids.READ_RESPONSES),
                                nothing(environment, InferenceArchiveUids.READ_FEEDBACK),
                                nothing(environment, InferenceArchiveUids.READ_VECTORS)),
                        new Sinks(new DiscardingSink<>(), new DiscardingSink<>()));
        return environment.getStreamGraph();
    }

    private static DataStream<SourceRecord> nothing(StreamExecutionEnvironment environment, String uid) {
        return environment
                .fromData(List.of(), TypeInformation.of(SourceRecord.class))
                .name(uid)
                .uid(uid);
    }

    private static Set<String> edges(StreamGraph graph) {
        Set<String> edges = new TreeSet<>();
        for (StreamNode node : graph.getStreamNodes())
            for (StreamEdge edge : node.getOutEdges())
                edges.add(name(node) + " --> " + name(graph.getStreamNode(edge.getTargetId())));
        return edges;
    }

    private static String name(StreamNode node) {
        return node.getOperatorName().replaceFirst("(Source: |^)(.*?)(: Writer)?$", "$2");
    }
}
