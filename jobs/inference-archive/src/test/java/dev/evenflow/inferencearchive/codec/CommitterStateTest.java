package dev.evenflow.inferencearchive.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitterStateTest {
    /** Bytes that a savepoint of the first version holds; they must be readable for ever. */
    private static final String VERSION_1 = "01000000000000000700000000000000060000000100087265717565737473"
            + "0000000300000000000003e8000000000000000c";

    private static final CommitterState STATE =
            new CommitterState(7, 6, List.of(new CommitterState.Position("requests", 3, 1_000, 12)));

    @Test
    void theFirstVersionIsReadAndWritten() {
        byte[] bytes = HexFormat.of().parseHex(VERSION_1);
        assertThat(CommitterState.fromBytes(bytes)).isEqualTo(STATE);
        assertThat(STATE.toBytes()).isEqualTo(bytes);
    }

    @Test
    void anotherVersionAndCutBytesAreRefused() {
        byte[] bytes = STATE.toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> CommitterState.fromBytes(bytes)).hasMessageContaining("version 9, expected 1");
        assertThatThrownBy(() -> CommitterState.fromBytes(new byte[] {1, 0, 0}))
                .hasMessageContaining("cut short: 3 bytes");
    }
}
