package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotHeadersTest {
    private final Map<String, byte[]> store = new TreeMap<>();
    private final List<String> written = new ArrayList<>();

    private static final long PLENTY = 1 << 20;
    /** 256 bytes, of which a header may take 64 with its key. */
    private static final int SMALL = 8;

    private HotHeaders headers(long mostBytes, int segmentBits, int mostUnwritten) {
        return new HotHeaders(
                mostBytes,
                segmentBits,
                mostUnwritten,
                (utf8, bytes, from, length) -> {
                    String key = new String(utf8, StandardCharsets.UTF_8);
                    written.add(key);
                    store.put(key, Arrays.copyOfRange(bytes, from, from + length));
                },
                new UnregisteredMetricsGroup());
    }

    private static byte[] utf8(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(HotHeaders headers, String key, int... values) throws Exception {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        headers.find(utf8(key), key.length());
        headers.put(utf8(key), key.length(), bytes, bytes.length);
    }

    private static byte @Nullable [] find(HotHeaders headers, String key) {
        byte[] longer = utf8(key + "...");
        if (!headers.find(longer, utf8(key).length)) return null;
        return Arrays.copyOfRange(headers.bytes(), headers.offset(), headers.offset() + headers.length());
    }

    private static byte[] found(HotHeaders headers, String key) {
        byte[] found = find(headers, key);
        return found == null ? new byte[0] : found;
    }

    @Test
    void keepsTheLatestAndWritesEachKeyOnceWhenAsked() throws Exception {
        HotHeaders headers = headers(PLENTY, HotState.SEGMENT_BITS, 100);
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
    void whatWasNotUsedGoesWhenThereIsNoMoreRoomAndIsWrittenIfItChanged() throws Exception {
        // 40 bytes each, so six in a segment, of which there are two
        HotHeaders headers = headers(1, SMALL, 100);
        for (int i = 0; i < 6; i++) put(headers, "old" + i, i);
        headers.writeAll();
        for (int i = 6; i < 12; i++) put(headers, "old" + i, i);
        assertThat(written).hasSize(6);
        // over the first segment, where all had been used, as they were put: three quarters of it may stay
        put(headers, "new0", 20);
        assertThat(found(headers, "old4")).isEmpty();
        assertThat(found(headers, "old5")).isEmpty();
        assertThat(found(headers, "old1")).containsExactly(1);
        assertThat(written).as("those that went were written before").hasSize(6);
        put(headers, "new1", 21);
        // over the second one
        put(headers, "new2", 22);
        assertThat(written).endsWith("old10", "old11").hasSize(8);
        assertThat(store.get("old10")).containsExactly(10);
        put(headers, "new3", 23);
        // over the first one again: of what was there before, only old1 was used since
        put(headers, "new4", 24);
        assertThat(found(headers, "old0")).isEmpty();
        assertThat(found(headers, "old1")).containsExactly(1);
        assertThat(found(headers, "old2")).isEmpty();
        assertThat(found(headers, "old3")).isEmpty();
        assertThat(found(headers, "new0")).containsExactly(20);
        assertThat(found(headers, "new1")).containsExactly(21);
        assertThat(written).as("unchanged since they were written").hasSize(8);
    }

    @Test
    void aHeaderThatIsTooLargeIsWrittenAtOnceAndTheOldOneForgotten() throws Exception {
        HotHeaders headers = headers(PLENTY, SMALL, 100);
        put(headers, "a", 1);
        int[] large = new int[100];
        large[99] = 2;
        put(headers, "a", large);
        assertThat(written).containsExactly("a");
        assertThat(store.get("a")).hasSize(100).endsWith(2);
        assertThat(find(headers, "a")).isNull();
        headers.writeAll();
        assertThat(written).hasSize(1);
        put(headers, "a", 3);
        assertThat(found(headers, "a")).containsExactly(3);
    }

    @Test
    void tooManyUnwrittenOnesAreWrittenFromTheOldestAndStay() throws Exception {
        HotHeaders headers = headers(PLENTY, SMALL, 2);
        for (int i = 0; i < 5; i++) put(headers, "key-" + i, i);
        assertThat(written).containsExactly("key-0", "key-1", "key-2");
        assertThat(found(headers, "key-0")).containsExactly(0);
        headers.writeAll();
        assertThat(written).hasSize(5);
    }

    @Test
    void aRemovedOneIsNotWritten() throws Exception {
        HotHeaders headers = headers(PLENTY, HotState.SEGMENT_BITS, 100);
        put(headers, "a", 1);
        headers.remove(utf8("a"), 1);
        assertThat(found(headers, "a")).isEmpty();
        put(headers, "b", 2);
        headers.remove(utf8("nobody"), 6);
        headers.writeAll();
        assertThat(written).containsExactly("b");
    }

    @Test
    void whatFailsToBeWrittenIsNotForgotten() throws Exception {
        boolean[] broken = {true};
        HotHeaders headers = new HotHeaders(
                PLENTY,
                HotState.SEGMENT_BITS,
                100,
                (key, bytes, from, length) -> {
                    if (broken[0]) throw new IOException("no space");
                    written.add(new String(key, StandardCharsets.UTF_8));
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
            int keys = random.nextBoolean() ? 40 : 400;
            HotHeaders headers =
                    headers(random.nextInt(500 * keys), 10 + random.nextInt(3), 1 + random.nextInt(keys / 2));
            Map<String, byte[]> expected = new TreeMap<>();
            for (int step = 0; step < 2_000; step++) {
                String key = "key-" + random.nextInt(keys);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        headers.remove(utf8(key), key.length());
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
                        headers.find(utf8(key), key.length());
                        headers.put(utf8(key), key.length(), bytes, bytes.length);
                        expected.put(key, bytes);
                    }
                }
                String asked = "key-" + random.nextInt(keys);
                byte[] found = find(headers, asked);
                assertThat(found == null ? store.get(asked) : found).isEqualTo(expected.get(asked));
            }
        }
    }
}
