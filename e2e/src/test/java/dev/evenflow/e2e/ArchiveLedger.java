package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an outsider learns from the topic of commits. It is refused unless entries follow each other without a gap, each
 * names the head of the one before, ranges begin where the last ended, and every record of a range is accounted for.
 */
final class ArchiveLedger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Sum> sums = new HashMap<>();
    private long rows;
    private int entries;
    private long pending;

    /** Records of a topic and what became of them. */
    record Sum(long records, long archived, long quarantined, long duplicates) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0);

        Sum plus(JsonNode range) {
            return new Sum(
                    records + range.path("records").asLong(),
                    archived + range.path("archived").asLong(),
                    quarantined + range.path("quarantined").asLong(),
                    duplicates + range.path("duplicates").asLong());
        }
    }

    /** @param lines the records of archive-commits as JSON, in any order */
    static ArchiveLedger of(String lines) throws IOException {
        List<JsonNode> commits = new ArrayList<>();
        for (String line : lines.split("\n")) if (line.startsWith("{")) commits.add(JSON.readTree(line));
        commits.sort(Comparator.comparingLong(commit -> commit.path("sequence").asLong()));
        ArchiveLedger ledger = new ArchiveLedger();
        Map<String, JsonNode> before = new HashMap<>();
        String head = "0".repeat(64);
        for (JsonNode commit : commits) {
            assertThat(commit.path("sequence").asInt())
                    .as("after a gap: %s", commit)
                    .isEqualTo(++ledger.entries);
            assertThat(commit.path("previous").asText())
                    .as("previous of %s", commit)
                    .isEqualTo(head);
            head = commit.path("head").asText();
            ledger.rows += commit.path("rows").asLong();
            for (JsonNode range : commit.path("ranges")) ledger.add(range, before);
        }
        before.values()
                .forEach(last -> ledger.pending += last.path("pending_after").asLong());
        return ledger;
    }

    private void add(JsonNode range, Map<String, JsonNode> before) {
        String topic = range.path("topic").asText();
        JsonNode last = before.put(topic + "-" + range.path("partition").asInt(), range);
        assertThat(range.path("from_offset").asLong())
                .as("%s follows %s", range, last)
                .isEqualTo(last == null ? 0 : last.path("to_offset").asLong());
        assertThat(range.path("pending_before").asLong())
                .as("%s follows %s", range, last)
                .isEqualTo(last == null ? 0 : last.path("pending_after").asLong());
        assertThat(range.path("pending_before").asLong() + range.path("records").asLong())
                .as("balance of %s", range)
                .isEqualTo(range.path("archived").asLong()
                        + range.path("quarantined").asLong()
                        + range.path("duplicates").asLong()
                        + range.path("pending_after").asLong());
        sums.merge(topic, Sum.NOTHING.plus(range), (sum, one) -> sum.plus(range));
    }

    Sum sum(String topic) {
        return sums.getOrDefault(topic, Sum.NOTHING);
    }

    long rows() {
        return rows;
    }

    int entries() {
        return entries;
    }

    long pending() {
        return pending;
    }
}
