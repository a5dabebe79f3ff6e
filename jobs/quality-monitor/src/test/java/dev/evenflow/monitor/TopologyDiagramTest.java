package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.kafka.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The diagram in docs/quality.md is the job's graph with all of it switched on, edge by edge. */
class TopologyDiagramTest {
    private static final Path PAGE = Path.of("../../docs/quality.md");
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
        QualityMonitorConfig config = QualityMonitorConfig.of(OptionsReferenceTest.NEEDED, Map.of());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        new QualityMonitorTopology(config)
                .build(
                        new Sources(nothing(environment, QualityMonitorUids.READ_TOPICS)),
                        new Sinks(
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>()));
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
