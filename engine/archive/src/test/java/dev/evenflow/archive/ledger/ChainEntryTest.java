package dev.evenflow.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainEntryTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static BatchEntry batch(int number) {
        byte[] leaves = Digests.sha256(new byte[] {(byte) number});
        return new BatchEntry(
                "eu",
                "inferences",
                "b" + number,
                "eu/data/b" + number + ".parquet",
                Digests.sha256(new byte[] {1, (byte) number}),
                1234,
                2,
                Digests.sha256(new byte[] {2, (byte) number}),
                java.util.Arrays.copyOf(leaves, 16),
                new String[] {"requests", "responses"},
                new int[] {0, 1},
                new long[] {number * 10L, number * 10L + 1});
    }

    private static ChainEntry entry(byte[] previous) {
        return new ChainEntry(
                3,
                EntryKind.DATA,
                2,
                START,
                "{}",
                List.of(new OffsetRange("requests", 0, 0, 5, 5, 5, 0, 0, 0, 0)),
                List.of(batch(3)),
                previous);
    }

    @Test
    void whateverIsAlteredGivesAnotherHead() {
        byte[] previous = Digests.sha256(new byte[] {1});
        ChainEntry e = entry(previous);
        assertThat(e.head()).isEqualTo(entry(previous.clone()).head());
        OffsetRange range = new OffsetRange("requests", 0, 0, 5, 5, 4, 1, 0, 0, 0);
        List<ChainEntry> altered = List.of(
                entry(ChainEntry.GENESIS),
                new ChainEntry(4, e.kind(), 2, e.at(), e.detail(), e.ranges(), e.batches(), previous),
                new ChainEntry(3, EntryKind.ROLLBACK, 2, e.at(), e.detail(), e.ranges(), e.batches(), previous),
                new ChainEntry(3, e.kind(), 3, e.at(), e.detail(), e.ranges(), e.batches(), previous),
                new ChainEntry(3, e.kind(), 2, e.at().plusMillis(1), e.detail(), e.ranges(), e.batches(), previous),
                new ChainEntry(3, e.kind(), 2, e.at(), "{ }", e.ranges(), e.batches(), previous),
                new ChainEntry(3, e.kind(), 2, e.at(), e.detail(), List.of(), e.batches(), previous),
                new ChainEntry(3, e.kind(), 2, e.at(), e.detail(), List.of(range), e.batches(), previous),
                new ChainEntry(3, e.kind(), 2, e.at(), e.detail(), e.ranges(), List.of(), previous),
                new ChainEntry(3, e.kind(), 2, e.at(), e.detail(), e.ranges(), List.of(batch(4)), previous));
        Set<String> heads = new HashSet<>();
        heads.add(Digests.hex(e.head()));
        for (ChainEntry entry : altered) heads.add(Digests.hex(entry.head()));
        assertThat(heads).hasSize(1 + altered.size());
        assertThat(e.rows()).isEqualTo(2);
    }

    /** The bytes of an entry put together by hand, from the text of the class comment of CanonicalBytes. */
    @Test
    void theCanonicalBytesAreAsWritten() {
        ChainEntry entry = new ChainEntry(
                7,
                EntryKind.DATA,
                5,
                Instant.ofEpochMilli(258),
                "é",
                List.of(new OffsetRange("t", 2, 1, 12, 10, 5, 4, 3, 2, 0)),
                List.of(new BatchEntry(
                        "eu",
                        "in",
                        "b",
                        "p",
                        new byte[] {1},
                        3,
                        2,
                        new byte[] {2},
                        Digests.fromHex("00112233445566778899aabbccddeeff"),
                        new String[] {"x", "t"},
                        new int[] {0, 9},
                        new long[] {4, 6})),
                new byte[32]);
        String hex = "01" + "0000000000000007" + text("DATA") + "0000000000000005" + "0000000000000102"
                + "00000002" + "c3a9"
                + "00000001" + text("t") + "00000002" + "0000000000000001" + "000000000000000c" + "000000000000000a"
                + "0000000000000005" + "0000000000000004" + "0000000000000003" + "0000000000000002" + "0000000000000000"
                + "00000001" + text("eu") + text("in") + text("b") + text("p")
                + "00000001" + "01" + "0000000000000003" + "0000000000000002" + "00000001" + "02"
                + "00000010" + "00112233445566778899aabbccddeeff"
                + "00000002" + text("x") + text("t")
                + "00000020" + "00000000" + "00000000" + "0000000000000004" + "00000001" + "00000009"
                + "0000000000000006";
        assertThat(Digests.hex(entry.canonicalBytes())).isEqualTo(hex);
        assertThat(entry.digest()).isEqualTo(Digests.sha256(Digests.fromHex(hex)));
        assertThat(entry.head()).isEqualTo(Digests.sha256(Digests.fromHex("00".repeat(32) + hex)));
    }

    private static String text(String text) {
        return "%08x".formatted(text.length()) + Digests.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBatchNamesItsRows() {
        BatchEntry batch = batch(3);
        assertThat(batch.describe(1)).isEqualTo("row 1 of batch b3 (from responses-1 at offset 31)");
        byte[] leaf = Digests.sha256(new byte[] {3});
        assertThat(batch.hasLeaf(0, leaf)).isTrue();
        assertThat(batch.hasLeaf(1, leaf)).isFalse();
        assertThatThrownBy(() -> new BatchEntry(
                        "eu", "t", "b", "p", leaf, 1, 2, leaf, new byte[16], new String[1], new int[2], new long[2]))
                .hasMessage("batch b: found 1 topics, 2 partitions, 2 offsets and 16 bytes of leaves,"
                        + " expected those of 2 rows");
    }
}
