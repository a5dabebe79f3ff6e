package dev.evenflow.features.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers are seven bits a byte, low bits first, as a loop over them writes and reads it. */
class NumbersOfVariableLengthTest {
    private static final int NUMBERS = 20_000;

    private static long[] numbers() {
        Random random = new Random(3);
        long[] numbers = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) numbers[i] = random.nextLong() >>> random.nextInt(64);
        for (int bits = 0; bits < 64; bits++) {
            numbers[3 * bits] = 1L << bits;
            numbers[3 * bits + 1] = (1L << bits) - 1;
            numbers[3 * bits + 2] = -1L << bits;
        }
        numbers[NUMBERS - 1] = 0;
        return numbers;
    }

    private static void byLoop(long value, ByteArrayOutputStream to) {
        for (; (value & ~0x7FL) != 0; value >>>= 7) to.write((int) (value & 0x7F) | 0x80);
        to.write((int) value);
    }

    @Test
    void areWhatALoopWritesAndAreReadBack() {
        ByteSink sink = new ByteSink(1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        long[] numbers = numbers();
        for (long number : numbers) {
            sink.unsigned(number);
            byLoop(number, expected);
        }
        byte[] written = Arrays.copyOf(sink.bytes, sink.size);
        assertThat(written).isEqualTo(expected.toByteArray());
        ByteSource source = new ByteSource();
        // to the last byte of the array, where eight bytes at once would be too many
        source.over(written, 0);
        for (long number : numbers) assertThat(source.unsigned()).isEqualTo(number);
        assertThat(source.at).isEqualTo(written.length);
    }

    @Test
    void signedOnesAreShortOnBothSidesOfZero() {
        ByteSink sink = new ByteSink(16);
        for (long number : new long[] {0, -1, 63, -64, 64, Long.MIN_VALUE, Long.MAX_VALUE}) {
            sink.clear();
            sink.signed(number);
            assertThat(sink.size).isEqualTo(number >= -64 && number <= 63 ? 1 : number == 64 ? 2 : 10);
            ByteSource source = new ByteSource();
            source.over(sink.bytes, 0);
            assertThat(source.signed()).isEqualTo(number);
        }
    }
}
