package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The stock Prometheus reporter, but listening on 127.0.0.1 only. It is in the stock reporter's package because only
 * there the registry of metrics can be seen.
 */
public final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {
    private final HTTPServer server;

    /** @param port 0 for any free one */
    public LoopbackPrometheusReporter(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = new HTTPServer(new InetSocketAddress(loopback, port), registry, true);
        log.info("metrics for Prometheus are at http://127.0.0.1:{}/metrics", server.getPort());
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.stop();
        super.close();
    }
}
