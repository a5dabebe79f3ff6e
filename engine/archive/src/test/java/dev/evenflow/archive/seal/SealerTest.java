package dev.evenflow.archive.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SealerTest {
    private static final byte[] KEY = Digests.sha256("one".getBytes(StandardCharsets.UTF_8));
    private static final byte[] OTHER_KEY = Digests.sha256("two".getBytes(StandardCharsets.UTF_8));

    /** Short, long, and such that zstd helps with. */
    @Provide
    Arbitrary<byte[]> contents() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(1500);
        Arbitrary<byte[]> repetitive = Arbitraries.bytes()
                .between((byte) 0, (byte) 3)
                .array(byte[].class)
                .ofMinSize(400)
                .ofMaxSize(2500);
        return Arbitraries.oneOf(noise, repetitive);
    }

    @Property(tries = 300)
    void whatIsSealedOpens(@ForAll("contents") byte[] plain, @ForAll("contents") byte[] context) throws Exception {
        try (Sealer sealer = new Sealer()) {
            byte[] sealed = sealer.seal(KEY, plain, context);
            assertThat(sealer.open(KEY, sealed, context)).isEqualTo(plain);
            assertThat(sealer.seal(KEY, plain, context)).as("no nonce twice").isNotEqualTo(sealed);
        }
    }

    @Property(tries = 60)
    void anyFlippedBitIsFound(@ForAll("contents") byte[] plain) {
        byte[] context = {7};
        try (Sealer sealer = new Sealer()) {
            byte[] sealed = sealer.seal(KEY, plain, context);
            int step = 1 + sealed.length / 64;
            for (int at = 0; at < sealed.length; at += at < 32 ? 1 : step) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] altered = sealed.clone();
                    altered[at] ^= (byte) (1 << bit);
                    assertThatThrownBy(() -> sealer.open(KEY, altered, context))
                            .isInstanceOf(SealBrokenException.class);
                }
            }
            for (int length = 0; length < sealed.length; length += step) {
                byte[] cut = Arrays.copyOf(sealed, length);
                assertThatThrownBy(() -> sealer.open(KEY, cut, context)).isInstanceOf(SealBrokenException.class);
            }
        }
    }

    @Example
    void anotherKeyOrContextDoesNotOpen() {
        try (Sealer sealer = new Sealer()) {
            byte[] sealed = sealer.seal(KEY, new byte[] {1, 2, 3}, new byte[] {7});
            assertThatThrownBy(() -> sealer.open(OTHER_KEY, sealed, new byte[] {7}))
                    .isInstanceOf(SealBrokenException.class)
                    .hasMessage("the seal is broken: altered bytes, another key or another place in the archive");
            assertThatThrownBy(() -> sealer.open(KEY, sealed, new byte[] {8})).isInstanceOf(SealBrokenException.class);
            sealed[0] = 9;
            assertThatThrownBy(() -> sealer.open(KEY, sealed, new byte[] {7}))
                    .hasMessage("sealed form: found version 9, expected 1");
        }
    }

    @Example
    void theFormIsThatOfTheDocumentation() throws Exception {
        byte[] plain = "who reads this has the key".getBytes(StandardCharsets.UTF_8);
        byte[] context = "request".getBytes(StandardCharsets.UTF_8);
        byte[] sealed;
        try (Sealer sealer = new Sealer()) {
            sealed = sealer.seal(KEY, plain, context);
        }
        assertThat(sealed).startsWith(1, 0).hasSize(2 + 12 + plain.length + 16);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(KEY, "AES"),
                new GCMParameterSpec(128, Arrays.copyOfRange(sealed, 2, 14)));
        cipher.updateAAD(new byte[] {1, 0});
        cipher.updateAAD(context);
        assertThat(cipher.doFinal(sealed, 14, sealed.length - 14)).isEqualTo(plain);
    }

    @Property(tries = 200)
    void aContentBecomesTheSameBytesEachTime(@ForAll("contents") byte[] content) throws Exception {
        BlobCipher cipher = new BlobCipher();
        byte[] stored = cipher.seal(KEY, content, "address");
        assertThat(cipher.seal(KEY, content, "address"))
                .as("by the same cipher")
                .isEqualTo(stored);
        assertThat(new BlobCipher().seal(KEY, content, "address")).isEqualTo(stored);
        assertThat(new BlobCipher().open(KEY, stored, "address")).isEqualTo(content);
        assertThatThrownBy(() -> new BlobCipher().open(KEY, stored, "another")).isInstanceOf(SealBrokenException.class);
        byte[] altered = stored.clone();
        altered[altered.length / 2] ^= 4;
        assertThatThrownBy(() -> new BlobCipher().open(KEY, altered, "address"))
                .isInstanceOf(SealBrokenException.class);
    }

    @Property(tries = 100)
    void differentContentsHaveDifferentNonces(@ForAll("contents") byte[] content) {
        byte[] longer = Arrays.copyOf(content, content.length + 1);
        assertThat(Arrays.copyOfRange(new BlobCipher().seal(KEY, content, "address"), 2, 14))
                .isNotEqualTo(Arrays.copyOfRange(new BlobCipher().seal(KEY, longer, "address"), 2, 14));
    }
}
