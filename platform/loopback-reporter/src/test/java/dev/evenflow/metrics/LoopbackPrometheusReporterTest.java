package dev.evenflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.LoopbackPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.metrics.groups.JobManagerMetricGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackPrometheusReporterTest {
    private LoopbackPrometheusReporter reporter;

    @BeforeEach
    void open() {
        MetricConfig config = config("0");
        reporter = new LoopbackPrometheusReporterFactory().createMetricReporter(config);
        config.setProperty("filterLabelValueCharacters", "false");
        reporter.open(config);
    }

    @AfterEach
    void close() {
        reporter.close();
    }

    @Test
    void aMetricOfAGroupWithValuesHasThemAsLabels() throws Exception {
        MetricRegistryImpl registry = new MetricRegistryImpl(
                MetricRegistryConfiguration.fromConfiguration(new Configuration(), 1 << 20),
                List.of(new ReporterSetup(
                        "prometheus", config("0"), reporter, (metric, name, scope) -> true, Map.of())));
        try {
            JobManagerMetricGroup.createJobManagerMetricGroup(registry, "here")
                    .addGroup("evenflow")
                    .addGroup("dataset", "inference-requests")
                    .counter("quality_records_total")
                    .inc(7);

            assertThat(scrape())
                    .contains("flink_jobmanager_evenflow_dataset_quality_records_total{")
                    .contains("dataset=\"inference-requests\"")
                    .contains("} 7.0");
        } finally {
            registry.closeAsync().get();
        }
    }

    @Test
    void nobodyElseOnTheNetworkCanRead() throws Exception {
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (address.isLoopbackAddress()) continue;
                assertThatThrownBy(() -> {
                            try (Socket socket = new Socket()) {
                                socket.connect(new InetSocketAddress(address, reporter.port()), 1_000);
                            }
                        })
                        .as(address.toString())
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(scrape()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsAnErrorThatNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> new LoopbackPrometheusReporterFactory()
                            .createMetricReporter(config(Integer.toString(taken.getLocalPort()))))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aPortIsRequired() {
        assertThatThrownBy(() -> new LoopbackPrometheusReporterFactory().createMetricReporter(new MetricConfig()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metrics.reporter.<name>.port is null");
    }

    @Test
    void flinkFindsTheFactory() {
        assertThat(ServiceLoader.load(MetricReporterFactory.class))
                .anyMatch(factory -> factory instanceof LoopbackPrometheusReporterFactory);
    }

    private String scrape() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + reporter.port() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static MetricConfig config(String port) {
        MetricConfig config = new MetricConfig();
        config.setProperty("port", port);
        return config;
    }
}
