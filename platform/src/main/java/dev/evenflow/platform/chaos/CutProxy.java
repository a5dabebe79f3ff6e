package dev.evenflow.platform.chaos;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards a port of loopback to another one, and can cut, hold or delay what passes. Changes take effect at once. */
final class CutProxy implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int BUFFER = 64 << 10;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean held;
    private volatile long delayMillis;
    private volatile boolean closed;

    /** @param target port on loopback that it forwards to; it need not be listened on yet */
    CutProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(LOOPBACK, 0));
        } catch (IOException e) {
            throw new PlatformException("cannot listen for the proxy to port " + target + ": " + e.getMessage(), e);
        }
        start("proxy-" + target, this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Open connections are reset, new ones are closed as soon as they come. */
    void cut() {
        cut = true;
        sockets.forEach(CutProxy::reset);
    }

    /** Connections stay open, and nothing comes through. */
    void hold() {
        held = true;
    }

    /** What comes at once is passed on after this. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Everything passes again; connections that were held are reset, as a network's memory is short. */
    void heal() {
        // reset first: what was held must not slip through in between
        if (held) sockets.forEach(CutProxy::reset);
        held = false;
        cut = false;
        delayMillis = 0;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                if (cut) {
                    reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                if (!closed) continue;
                return;
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        start("proxy-connection", () -> {
            try (client;
                    Socket upstream = new Socket()) {
                sockets.add(upstream);
                try {
                    client.setTcpNoDelay(true);
                    upstream.connect(new InetSocketAddress(LOOPBACK, target), 5_000);
                    upstream.setTcpNoDelay(true);
                    Thread back = start("proxy-answers", () -> pump(upstream, client));
                    pump(client, upstream);
                    back.join();
                } finally {
                    sockets.remove(upstream);
                }
            } catch (IOException e) {
                reset(client);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sockets.remove(client);
            }
        });
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (delayMillis > 0) Thread.sleep(delayMillis);
                while (held) Thread.sleep(50);
                out.write(buffer, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without the handshake of an orderly end. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed by its other end
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new PlatformException("cannot close the proxy to port " + target, e);
        } finally {
            sockets.forEach(CutProxy::reset);
        }
    }
}
