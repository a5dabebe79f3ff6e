package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class HotHeadersTest {
    private final Map<String, byte[]> store = new TreeMap<>();
    private final List<String> written = new ArrayList<>();

    private HotHeaders headers(long mostBytes, int mostUnwritten) {
        return new HotHeaders(
                mostBytes,
                mostUnwritten,
                (key, bytes, length) -> {
                    written.add(key);
                    store.put(key, Arrays.copyOf(bytes, length));
                },
                new UnregisteredMetricsGroup());
    }

    private static void put(HotHeaders headers, String key, int... values) throws Exception {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        headers.put(key, bytes, bytes.length);
    }

    private static byte[] found(HotHeaders headers, String key) {
        HotHeaders.Header found = headers.find(key);
        return found == null ? new byte[0] : Arrays.copyOf(found.bytes, found.length);
    }

    @Test
    void keepsTheLatestAndWritesEachKeyOnceWhenAsked() throws Exception {
        HotHeaders headers = headers(1_000_000, 100);
        put(headers, "a", 1, 2, 3);
        put(headers, "b", 4);
        put(headers, "a", 5);
        assertThat(found(headers, "a")).containsExactly(5);
        assertThat(written).isEmpty();
        headers.writeAll();
        assertThat(written).containsExactly("a", "b");
        assertThat(store.get("a")).containsExactly(5);
        headers.writeAll();
        assertThat(written).hasSize(2);
        put(headers, "b", 6, 7);
        headers.writeAll();
        assertThat(written).containsExactly("a", "b", "b");
        assertThat(store.get("b")).containsExactly(6, 7);
    }

    @Test
    void theOneUsedLongestAgoGoesAndIsWrittenIfItChanged() throws Exception {
        HotHeaders headers = headers(3 * 202, 100);
        put(headers, "a", 1);
        put(headers, "b", 2);
        headers.writeAll();
        put(headers, "c", 3);
        assertThat(found(headers, "a")).containsExactly(1);
        put(headers, "d", 4);
        assertThat(found(headers, "b")).isEmpty();
        put(headers, "e", 5);
        assertThat(found(headers, "c")).isEmpty();
        assertThat(written).as("b was written before").containsExactly("a", "b", "c");
    }

    @Test
    void tooManyUnwrittenOnesAreWrittenFromTheOldestAndStay() throws Exception {
        HotHeaders headers = headers(1_000_000, 2);
        for (int i = 0; i < 5; i++) put(headers, "key-" + i, i);
        assertThat(written).containsExactly("key-0", "key-1", "key-2");
        assertThat(found(headers, "key-0")).containsExactly(0);
        headers.writeAll();
        assertThat(written).hasSize(5);
    }

    @Test
    void aRemovedOneIsNotWritten() throws Exception {
        HotHeaders headers = headers(1_000_000, 100);
        put(headers, "a", 1);
        headers.remove("a");
        assertThat(found(headers, "a")).isEmpty();
        put(headers, "b", 2);
        headers.remove("nobody");
        headers.writeAll();
        assertThat(written).containsExactly("b");
    }

    @Test
    void whatFailsToBeWrittenIsNotForgotten() throws Exception {
        boolean[] broken = {true};
        HotHeaders headers = new HotHeaders(
                1_000_000,
                100,
                (key, bytes, length) -> {
                    if (broken[0]) throw new IOException("no space");
                    written.add(key);
                },
                new UnregisteredMetricsGroup());
        put(headers, "a", 1);
        put(headers, "b", 2);
        assertThatThrownBy(headers::writeAll).hasMessage("no space");
        broken[0] = false;
        headers.writeAll();
        assertThat(written).containsExactlyInAnyOrder("a", "b");
    }

    /** Whatever its bounds and whatever is done: with the store behind it, it is a map. */
    @Test
    void withTheStoreItIsAMap() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            store.clear();
            HotHeaders headers = headers(500 + random.nextInt(8_000), 1 + random.nextInt(20));
            Map<String, byte[]> expected = new TreeMap<>();
            for (int step = 0; step < 2_000; step++) {
                String key = "key-" + random.nextInt(40);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        headers.remove(key);
                        store.remove(key);
                        expected.remove(key);
                    }
                    case 1 -> {
                        if (random.nextInt(20) == 0) {
                            headers.writeAll();
                            assertThat(store).containsExactlyInAnyOrderEntriesOf(expected);
                        }
                    }
                    default -> {
                        byte[] bytes = new byte[1 + random.nextInt(600)];
                        random.nextBytes(bytes);
                        headers.put(key, bytes, bytes.length);
                        expected.put(key, bytes);
                    }
                }
                String asked = "key-" + random.nextInt(40);
                HotHeaders.Header found = headers.find(asked);
                assertThat(found == null ? store.get(asked) : Arrays.copyOf(found.bytes, found.length))
                        .isEqualTo(expected.get(asked));
            }
        }
    }
}
