package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.lineage.LineageDataset;
import dev.evenflow.flink.lineage.LineageDataset.Field;
import dev.evenflow.flink.lineage.LineageRun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Systems of record are inputs, and attributes are made from their columns. */
class ChangelogLineageTest {
    private static final String CLUSTER = "kafka://none:1";

    @Test
    void attributesComeFromTheirTables() {
        LineageRun run = FraudFeaturesLineage.of(FraudFeaturesConfig.of(
                new String[] {
                    "--kafka.bootstrap",
                    "none:1",
                    "--registry.url",
                    "http://none",
                    "--features",
                    TopologyDiagramTest.CUSTOMER_360
                },
                Map.of()));
        assertThat(run.inputs())
                .extracting(LineageDataset::name)
                .containsExactlyInAnyOrder("transactions", "crm.public.customers", "billing.public.accounts");
        LineageDataset vectors = run.outputs().stream()
                .filter(each -> each.name().equals("features-customer-profile-settled"))
                .findFirst()
                .orElseThrow();
        assertThat(vectors.columns().get("customer_segment"))
                .containsExactlyInAnyOrder(
                        new Field(CLUSTER, "transactions", "customer_id"),
                        new Field(CLUSTER, "crm.public.customers", "after.segment"));
        assertThat(vectors.columns().get("customer_tx_count_30d"))
                .extracting(Field::dataset)
                .containsOnly("transactions");
    }
}
