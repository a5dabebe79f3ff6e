package dev.evenflow.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainAuditTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    /** An entry as it is stored: with its head beside it. */
    record Stored(ChainEntry entry, byte[] head) {}

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

    private static List<Stored> chain(int length) {
        List<Stored> chain = new ArrayList<>();
        byte[] head = ChainEntry.GENESIS;
        for (int i = 1; i <= length; i++) {
            boolean erasure = i % 4 == 0;
            ChainEntry entry = new ChainEntry(
                    i,
                    erasure ? EntryKind.ERASURE : EntryKind.DATA,
                    erasure ? 0 : i,
                    START.plusSeconds(i),
                    erasure ? "{\"key\":\"k\"}" : "",
                    erasure ? List.of() : List.of(new OffsetRange("requests", i % 2, 0, 0, 0, 0, 0, 0, 0, 0)),
                    erasure ? List.of() : List.of(batch(i)),
                    head);
            head = entry.head();
            chain.add(new Stored(entry, head));
        }
        return chain;
    }

    private static List<String> audit(List<Stored> chain) {
        ChainAudit audit = new ChainAudit();
        List<String> problems = new ArrayList<>();
        for (Stored stored : chain) problems.addAll(audit.next(stored.entry, stored.head));
        return problems;
    }

    @Test
    void anUntouchedChainHasNothingToSay() {
        ChainAudit audit = new ChainAudit();
        List<Stored> chain = chain(9);
        for (Stored stored : chain)
            assertThat(audit.next(stored.entry, stored.head)).isEmpty();
        assertThat(audit.sequence()).isEqualTo(9);
        assertThat(audit.head()).isEqualTo(chain.get(8).head);
        assertThat(audit.ledger().totals()).hasSize(2);
        assertThat(chain.get(0).entry.rows()).isEqualTo(2);
    }

    @Test
    void anAlteredEntryIsNamedOnce() {
        List<Stored> chain = chain(6);
        ChainEntry e = chain.get(2).entry;
        List<ChainEntry> altered = List.of(
                new ChainEntry(3, e.kind(), 3, e.at().plusMillis(1), e.detail(), e.ranges(), e.batches(), e.previous()),
                new ChainEntry(3, e.kind(), 3, e.at(), "x", e.ranges(), e.batches(), e.previous()),
                new ChainEntry(3, EntryKind.ROLLBACK, 3, e.at(), e.detail(), e.ranges(), e.batches(), e.previous()),
                new ChainEntry(3, e.kind(), 3, e.at(), e.detail(), e.ranges(), List.of(), e.previous()),
                new ChainEntry(3, e.kind(), 3, e.at(), e.detail(), e.ranges(), List.of(batch(4)), e.previous()));
        for (ChainEntry entry : altered) {
            chain.set(2, new Stored(entry, chain.get(2).head));
            assertThat(audit(chain)).singleElement().asString().startsWith("commit 3: was altered: its content gives");
        }
    }

    @Test
    void anEntryAlteredTogetherWithItsHeadBreaksTheNext() {
        List<Stored> chain = chain(6);
        ChainEntry e = chain.get(2).entry;
        ChainEntry forged = new ChainEntry(3, e.kind(), 3, e.at(), "x", e.ranges(), e.batches(), e.previous());
        chain.set(2, new Stored(forged, forged.head()));
        assertThat(audit(chain)).singleElement().asString().startsWith("commit 4: does not follow commit 3:");
    }

    @Test
    void aMissingEntryIsNamed() {
        List<Stored> chain = chain(6);
        chain.remove(2);
        assertThat(audit(chain))
                .hasSize(2)
                .contains("commit 3 is missing: after 2 comes 4")
                .anyMatch(problem -> problem.startsWith("commit 4: does not follow commit 2:"));
    }

    @Test
    void reorderedEntriesAreNamed() {
        List<Stored> chain = chain(6);
        Collections.swap(chain, 2, 3);
        assertThat(audit(chain))
                .contains("commit 3 is missing: after 2 comes 4", "commit 3: comes after 4, expected 5")
                .anyMatch(problem -> problem.startsWith("commit 4: does not follow commit 2:"));
    }

    @Test
    void aHoleInTheOffsetsIsNamedWithItsCommit() {
        ChainAudit audit = new ChainAudit();
        ChainEntry first = entry(1, ChainEntry.GENESIS, new OffsetRange("requests", 0, 0, 5, 5, 5, 0, 0, 0, 0));
        ChainEntry second = entry(2, first.head(), new OffsetRange("requests", 0, 7, 9, 2, 2, 0, 0, 0, 0));
        assertThat(audit.next(first, first.head())).isEmpty();
        assertThat(audit.next(second, second.head()))
                .containsExactly("commit 2: requests-0: offsets [5, 7) are in no range: the last one ended at 5,"
                        + " the next one is requests-0 [7, 9)");
    }

    private static ChainEntry entry(long number, byte[] previous, OffsetRange range) {
        return new ChainEntry(number, EntryKind.DATA, number, START, "", List.of(range), List.of(), previous);
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
