package dev.evenflow.quality.window;

import static dev.evenflow.quality.window.PartitionNews.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartitionBookTest {
    private final PartitionBook book = new PartitionBook();

    @Test
    void knowsNothingBeforeARecord() {
        assertThat(book.frontier(false)).isEqualTo(Long.MIN_VALUE);
        book.enter(quiet(0, NONE, NONE, 5_000));
        assertThat(book.frontier(false)).isEqualTo(Long.MIN_VALUE);
        assertThat(book.latestEventTime()).isEqualTo(NONE);
    }

    @Test
    void waitsForThePartitionThatIsFurthestBehind() {
        book.enter(records(0, 10_000, 9_000));
        book.enter(records(1, 10_000, 4_000));
        assertThat(book.frontier(false)).isEqualTo(4_000);
    }

    @Test
    void aQuietPartitionGoesOnWithTheLogAndStaysAsFarBehindAsItWas() {
        book.enter(records(0, 60_000, 59_000));
        book.enter(records(1, 10_000, 7_000));
        book.enter(quiet(1, 10_000, 7_000, 58_000));
        assertThat(book.frontier(false)).isEqualTo(7_000 + 48_000);
        book.enter(records(1, 61_000, 57_500));
        assertThat(book.frontier(false)).isEqualTo(57_500);
    }

    @Test
    void aPartitionWithoutRecordsHoldsNobodyUp() {
        book.enter(records(0, 10_000, 9_000));
        book.enter(quiet(7, NONE, NONE, 20));
        assertThat(book.frontier(false)).isEqualTo(9_000);
    }

    @Test
    void inAReplaySilenceSaysThatAllIsThere() {
        book.enter(records(0, 10_000, 100));
        book.enter(records(1, 10_000, 5_000));
        book.enter(quiet(0, 10_000, 100, 12_000));
        assertThat(book.frontier(true)).isEqualTo(5_000);
        book.enter(quiet(1, 10_000, 5_000, 12_000));
        assertThat(book.frontier(true)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void comesBackFromItsBytes() {
        book.enter(records(0, 60_000, 59_000));
        book.enter(quiet(1, 10_000, 7_000, 58_000));
        PartitionBook restored = PartitionBook.fromBytes(book.toBytes());
        assertThat(restored.partitions()).containsExactlyElementsOf(book.partitions());
        assertThatThrownBy(() -> PartitionBook.fromBytes(new byte[] {9})).hasMessageContaining("version 9, expected 1");
        assertThat(PartitionNews.fromBytes(records(3, 1, 2).toBytes())).isEqualTo(records(3, 1, 2));
    }

    private static PartitionNews records(int partition, long logTime, long eventTime) {
        return new PartitionNews(partition, 11, 10, logTime, eventTime, NONE, false, 0, NONE, logTime);
    }

    private static PartitionNews quiet(int partition, long logTime, long eventTime, long lookedAt) {
        return new PartitionNews(partition, 0, 0, logTime, eventTime, lookedAt, true, 0, NONE, lookedAt);
    }
}
