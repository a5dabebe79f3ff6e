package dev.evenflow.flink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.options.JobOption;
import dev.evenflow.flink.options.JobOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {
    private static KafkaConnection of(String... args) {
        List<JobOption> options = List.of(
                new JobOption("kafka.bootstrap", "host:port", "broker:9092", "Broker."),
                KafkaConnection.TRANSACTION_TIMEOUT);
        return KafkaConnection.of(JobOptions.read(options, List.of(KafkaConnection.CLIENT), args, Map.of()));
    }

    @Test
    void withoutTheOptionTransactionsLiveAsLongAsItSays() {
        assertThat(of()).isEqualTo(new KafkaConnection("broker:9092", Map.of()));
        assertThat(of("--kafka.transaction-timeout", "15m").transactionTimeout())
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void theTimeoutHasOneOptionAndBounds() {
        assertThatThrownBy(() -> of("--kafka.client.transaction.timeout.ms", "900000"))
                .hasMessageContaining("expected as --kafka.transaction-timeout");
        for (String wrong : List.of("0ms", "999ms", "25d"))
            assertThatThrownBy(() -> of("--kafka.transaction-timeout", wrong))
                    .hasMessageContaining("option --kafka.transaction-timeout")
                    .hasMessageContaining("expected 1 s to 24 days");
    }
}
