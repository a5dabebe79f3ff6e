package dev.evenflow.platform.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicReader;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow read TOPIC}. */
@Command(
        name = "read",
        description = "Print a topic's committed records as JSON, one a line.",
        mixinStandardHelpOptions = true)
public final class ReadCommand implements Runnable {

    @Parameters(paramLabel = "TOPIC", description = "For example features-card-fraud-settled.")
    private String topic = "";

    @Option(names = "--max", description = "Stop after so many records.")
    private long max = Long.MAX_VALUE;

    @Option(names = "--last", paramLabel = "N", description = "Begin N offsets before the end of each partition.")
    private long last = -1;

    @Option(names = "--follow", description = "Wait for more.")
    private boolean follow;

    @Option(names = "--meta", description = "With partition, offset, timestamp and key around the value.")
    private boolean meta;

    @Override
    public void run() {
        PlatformState state = PlatformState.require(PlatformHome.resolve());
        PrintStream out = System.out;
        try (TopicReader reader =
                new TopicReader(state.bootstrapServers(), new RegistrySubjects(state.registryUrl()), topic)) {
            if (last >= 0) {
                reader.fromLast(last);
            }
            long read = reader.readToEnd(max, record -> out.println(line(reader, record)));
            while (follow && read < max && !out.checkError()) {
                read += reader.poll(max - read, record -> out.println(line(reader, record)));
            }
        }
    }

    private JsonNode line(TopicReader reader, ConsumerRecord<String, byte[]> record) {
        JsonNode value = reader.decode(record);
        if (!meta) {
            return value;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("partition", record.partition());
        line.put("offset", record.offset());
        line.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
        line.put("key", record.key());
        line.set("value", value);
        return line;
    }
}
