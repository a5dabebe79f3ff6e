package dev.evenflow.archive.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class RowDigestTest {
    /** The bytes of a row put together by hand, from the text of the class comment. */
    @Example
    void aRowIsDigestedAsWritten() {
        RowDigest row = new RowDigest();
        row.field(1);
        row.ofText("é1");
        row.field(2);
        row.ofBoolean(true);
        row.field(3);
        row.ofLong(-2);
        row.field(4);
        row.ofDouble(0.5);
        row.field(5);
        row.ofBytes(ByteBuffer.wrap(new byte[] {9, 8, 7}, 1, 2));
        row.field(6);
        row.list(2);
        row.present(false);
        row.present(true);
        row.struct(1);
        row.field(7);
        row.ofText("");
        String bytes = "00000001" + "00000003" + "c3a931"
                + "00000002" + "01"
                + "00000003" + "fffffffffffffffe"
                + "00000004" + "3fe0000000000000"
                + "00000005" + "00000002" + "0807"
                + "00000006" + "00000002" + "00" + "01" + "00000001" + "00000007" + "00000000";
        assertThat(row.digest()).isEqualTo(Digests.sha256(Digests.fromHex(bytes)));
    }

    /** Computed outside of Java: printf '\0\0\0\001\0\0\0\003abc\0\0\0\002\0\0\0\0\0\0\0\052' | sha256sum */
    @Example
    void aRowHasTheDigestThatOtherToolsGive() {
        RowDigest row = new RowDigest();
        row.field(1);
        row.ofText("abc");
        row.field(2);
        row.ofLong(42);
        assertThat(Digests.hex(row.digest()))
                .isEqualTo("1f3b5b7ddc1c5746f7c37014cbf0c17eb2a65a7943b42238ea99d0232dfe2dae");
    }

    @Property(tries = 200)
    void lengthsAreNoMatterAndNothingIsLeftForTheNextRow(
            @ForAll @StringLength(max = 9_000) String text, @ForAll @IntRange(min = 1, max = 400) int repeats) {
        RowDigest row = new RowDigest();
        byte[] first = digest(row, text, repeats);
        row.field(99);
        row.digest();
        assertThat(digest(row, text, repeats)).isEqualTo(first);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(repeats * 16 + 8 + utf8.length);
        for (int i = 0; i < repeats; i++) whole.putInt(1).putLong(i).putInt(0);
        whole.putInt(2).putInt(utf8.length).put(utf8);
        assertThat(first).isEqualTo(Digests.sha256(whole.array()));
    }

    private static byte[] digest(RowDigest row, String text, int repeats) {
        for (int i = 0; i < repeats; i++) {
            row.field(1);
            row.ofLong(i);
            row.list(0);
        }
        row.field(2);
        row.ofText(text);
        return row.digest();
    }

    @Example
    void directBuffersAndNaNsAreTheSameAsOthers() {
        RowDigest row = new RowDigest();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
        row.ofBytes(direct);
        byte[] ofDirect = row.digest();
        row.ofBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(row.digest()).isEqualTo(ofDirect);
        assertThat(direct.remaining()).isEqualTo(3);
        row.ofDouble(Double.longBitsToDouble(0x7ff8_0000_0000_0001L));
        byte[] other = row.digest();
        row.ofDouble(Double.NaN);
        assertThat(row.digest()).isEqualTo(other);
    }
}
