package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feature sets that come with the job. */
class FeatureSetsTest {
    private static FeaturePlan plan(String name) throws Exception {
        String file = "feature-sets/" + name + ".yaml";
        try (InputStream in = FeatureSetsTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return FeaturePlan.compile(
                    FeatureSetParser.parse(file, yaml, Transaction.getClassSchema(), FraudLabel.getClassSchema()),
                    Transaction.getClassSchema(),
                    FraudLabel.getClassSchema());
        }
    }

    @Test
    void theHandbookSetHasTheHandbooksFeatures() throws Exception {
        assertThat(plan("handbook").featureSlots().stream().map(slot -> slot.name()))
                .containsExactlyInAnyOrder(
                        "customer_tx_count_1d",
                        "customer_tx_count_7d",
                        "customer_tx_count_30d",
                        "customer_amount_avg_1d",
                        "customer_amount_avg_7d",
                        "customer_amount_avg_30d",
                        "terminal_tx_count_1d",
                        "terminal_tx_count_7d",
                        "terminal_tx_count_30d",
                        "terminal_risk_1d",
                        "terminal_risk_7d",
                        "terminal_risk_30d",
                        "tx_during_weekend",
                        "tx_during_night");
    }

    @Test
    void theDefaultSetIsWide() throws Exception {
        FeaturePlan plan = plan("card-fraud");
        assertThat(plan.featureSlots()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(plan.entities()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(plan.featureSlots().stream().map(slot -> slot.name()))
                .containsAll(plan("handbook").featureSlots().stream()
                        .map(slot -> slot.name())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"handbook", "card-fraud"})
    void theCheckedInSchemaIsTheGeneratedOne(String name) throws Exception {
        Schema generated = plan(name).vectorSchema();
        Path file = Path.of("../../schemas/src/main/avro/dev/evenflow/features", generated.getName() + ".avsc");
        String expected = generated.toString(true) + "\n";
        assertThat(file)
                .as("run ./evenflow schema generate --features " + name)
                .exists()
                .hasContent(expected);
        List<String> names =
                generated.getFields().stream().map(Schema.Field::name).toList();
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }
}
