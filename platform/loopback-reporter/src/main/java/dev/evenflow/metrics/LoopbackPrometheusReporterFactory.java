package dev.evenflow.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.LoopbackPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes the reporter from Flink's configuration: {@code metrics.reporter.NAME.port} is required. */
public final class LoopbackPrometheusReporterFactory implements MetricReporterFactory {
    static final String PORT = "port";

    @Override
    public LoopbackPrometheusReporter createMetricReporter(Properties properties) {
        int port = ((MetricConfig) properties).getInteger(PORT, -1);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("metrics.reporter.<name>." + PORT + " is " + properties.getProperty(PORT)
                    + ", expected the port of 127.0.0.1 to listen on, or 0 for any");
        }
        try {
            return new LoopbackPrometheusReporter(port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port + " for Prometheus", e);
        }
    }
}
