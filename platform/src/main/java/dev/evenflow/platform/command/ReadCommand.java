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

    @Option(names = "--last", paramLabel = "N", description = "Begin with the newest N records of each partition.")
    private int last;

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
            long[] read = {0};
            if (last > 0) {
                reader.readNewest(last, record -> {
                    if (read[0]++ < max) {
                        out.println(line(reader, record));
                    }
                });
            } else {
                read[0] = reader.readToEnd(max, record -> out.println(line(reader, record)));
            }
            while (follow && read[0] < max && !out.checkError()) {
                read[0] += reader.poll(max - read[0], record -> out.println(line(reader, record)));
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
