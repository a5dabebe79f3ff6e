package dev.evenflow.platform.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutProxyTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private ServerSocket echo;
    private CutProxy proxy;

    CutProxyTest() throws IOException {
        echo = new ServerSocket(0, 50, LOOPBACK);
        proxy = new CutProxy(echo.getLocalPort());
    }

    @BeforeEach
    void echo() {
        Thread server = new Thread(() -> {
            while (true) {
                try {
                    Socket socket = echo.accept();
                    Thread each = new Thread(() -> {
                        try (socket) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException e) {
                            // the proxy reset it
                        }
                    });
                    each.setDaemon(true);
                    each.start();
                } catch (IOException e) {
                    return;
                }
            }
        });
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        try (Socket socket = connect()) {
            assertThat(answer(socket, 42)).isEqualTo(42);
        }
    }

    @Test
    void aCutEndsWhatIsOpenAndWhatComesUntilItIsHealed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(answer(socket, 1)).isEqualTo(1);
            proxy.cut();
            assertBroken(socket);
        }
        try (Socket socket = connect()) {
            assertBroken(socket);
        }
        proxy.heal();
        try (Socket socket = connect()) {
            assertThat(answer(socket, 2)).isEqualTo(2);
        }
    }

    @Test
    void aHeldConnectionStaysOpenAndCarriesNothing() throws IOException {
        try (Socket socket = connect()) {
            assertThat(answer(socket, 1)).isEqualTo(1);
            proxy.hold();
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> answer(socket, 2)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            socket.setSoTimeout(5_000);
            assertBroken(socket);
        }
    }

    @Test
    void aDelayIsFeltEachWay() throws IOException {
        proxy.delay(100);
        try (Socket socket = connect()) {
            long begin = System.nanoTime();
            assertThat(answer(socket, 9)).isEqualTo(9);
            assertThat(System.nanoTime() - begin).isGreaterThan(200_000_000L);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static int answer(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    /** Reset, or ended. */
    private static void assertBroken(Socket socket) {
        int answer;
        try {
            answer = answer(socket, 3);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            return;
        }
        assertThat(answer).isEqualTo(-1);
    }
}
