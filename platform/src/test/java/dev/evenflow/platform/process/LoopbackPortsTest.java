package dev.evenflow.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void portsTakenTogetherDiffer() {
        try (LoopbackPorts ports = new LoopbackPorts()) {
            assertThat(IntStream.range(0, 50).map(i -> ports.take("any", 0)).distinct())
                    .hasSize(50);
        }
    }

    @Test
    void aTakenPortIsNamedWithItsPurpose() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(LoopbackPorts.isFree(port)).isFalse();
            assertThatThrownBy(() -> PlatformPorts.wished(0, port, 0).choose())
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("port " + port + " (--registry-port) on 127.0.0.1 is taken");
        }
    }

    @Test
    void wishesAreKeptAndTheRestIsFilledIn() {
        int wish;
        try (LoopbackPorts ports = new LoopbackPorts()) {
            wish = ports.take("any", 0);
        }
        PlatformPorts chosen = PlatformPorts.wished(0, 0, wish).choose();
        assertThat(chosen.flinkRest()).isEqualTo(wish);
        assertThat(chosen.kafka()).isPositive();
        assertThat(chosen.taskManagerData()).isPositive();
    }

    @Test
    void knowsWhoListens() throws IOException {
        long self = ProcessHandle.current().pid();
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
            assertThat(ListeningProcess.ownerOf(port, self)).isEqualTo(ListeningProcess.Owner.THIS_PROCESS);
            long parent = ProcessHandle.current().parent().orElseThrow().pid();
            assertThat(ListeningProcess.ownerOf(port, parent)).isEqualTo(ListeningProcess.Owner.ANOTHER_PROCESS);
        }
        assertThat(ListeningProcess.ownerOf(port, self)).isEqualTo(ListeningProcess.Owner.NOBODY);
    }
}
