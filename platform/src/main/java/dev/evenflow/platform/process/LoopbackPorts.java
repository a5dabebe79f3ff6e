package dev.evenflow.platform.process;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds free ports on 127.0.0.1. Ports taken from one instance differ from each other: it keeps them bound until it is
 * closed.
 */
public final class LoopbackPorts implements AutoCloseable {
    private final List<ServerSocket> held = new ArrayList<>();

    /** The wished port, or any free one if the wish is 0. A wished port that is taken is an error naming {@code purpose}. */
    public int take(String purpose, int wish) {
        try {
            ServerSocket socket = bind(wish);
            held.add(socket);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PlatformException(
                    "port " + wish + " (" + purpose
                            + ") on 127.0.0.1 is taken by another process: choose another, or 0 for any free one",
                    e);
        }
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // servers set it too; without it a port that was closed a moment ago looks taken
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        for (ServerSocket socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new PlatformException("cannot release port " + socket.getLocalPort(), e);
            }
        }
    }
}
