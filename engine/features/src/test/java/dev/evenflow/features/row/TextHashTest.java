package dev.evenflow.features.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextHashTest {
    private static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TextHash.of(bytes, 0, bytes.length);
    }

    /** Values published for xxHash64 with seed 0. */
    @Test
    void isXxHash64() {
        assertThat(hash("")).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(hash("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(hash("abc")).isEqualTo(0x44BC2CF5AD770999L);
    }

    @Test
    void dependsOnTheBytesAlone() {
        byte[] bytes = "..customer-4711..".getBytes(StandardCharsets.UTF_8);
        assertThat(TextHash.of(bytes, 2, bytes.length - 4)).isEqualTo(hash("customer-4711"));
    }

    @Test
    void tellsShortTextsApart() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) hashes.add(hash("card-" + i));
        assertThat(hashes).hasSize(100_000);
    }
}
