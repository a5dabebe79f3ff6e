package dev.evenflow.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchiveConfigTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("S3_SECRET", "se$cret");

    private static ArchiveConfig parse(String yaml) {
        return ArchiveConfig.parse("/data/archive.yaml", yaml, ENVIRONMENT::get);
    }

    @Test
    void pathsAreThoseOfTheFileAndTheRestIsLeftAlone() {
        ArchiveConfig config = parse(ArchiveFixture.YAML);
        PlaceConfig eu = config.require("eu");
        assertThat(eu.regions()).containsExactly("EU", "DE");
        assertThat(eu.catalog().values())
                .containsEntry("uri", "jdbc:sqlite:/data/eu/catalog.db")
                .containsEntry("warehouse", "/data/eu/warehouse")
                .containsEntry("io-impl", LocalFileIO.class.getName());
        assertThat(eu.blobs()).isEqualTo("/data/eu/blobs");
        assertThat(eu.keyStore()).isEqualTo(Path.of("/data/eu/keys.db"));
        assertThat(eu.kek()).isEqualTo(new PlaceConfig.Kek.InFile(Path.of("/data/eu/kek")));
        assertThat(config.ledgerNamespace()).isEqualTo("archive");
    }

    @Test
    void anyCatalogAndAnyStoreByConfigurationAlone() {
        ArchiveConfig config = parse(
                """
                archive: prod
                ledger:
                  catalog: {type: rest, uri: "https://catalog.example", warehouse: ledger_eu, s3.secret-access-key: "${S3_SECRET}"}
                places:
                  - place: eu
                    regions: [EU]
                    namespace: inferences_eu
                    catalog: {type: jdbc, uri: "jdbc:postgresql://db/iceberg", warehouse: "hdfs://nn:8020/eu", hadoop.dfs.replication: 2}
                    blobs: s3://bucket/blobs
                    keys: {store: keys.db, kek-env: EU_KEK}
                """);
        assertThat(config.ledger().values())
                .containsEntry("uri", "https://catalog.example")
                .containsEntry("s3.secret-access-key", "se$cret");
        PlaceConfig eu = config.require("eu");
        assertThat(eu.catalog().forHadoop()).containsExactly(Map.entry("dfs.replication", "2"));
        assertThat(eu.catalog().forIceberg())
                .containsEntry("warehouse", "hdfs://nn:8020/eu")
                .doesNotContainKeys("hadoop.dfs.replication", "io-impl");
        assertThat(eu.blobs()).isEqualTo("s3://bucket/blobs");
        assertThat(eu.namespace()).isEqualTo("inferences_eu");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> parse(ArchiveFixture.YAML.replace("[US]", "[US, DE]")))
                .hasMessage("/data/archive.yaml: the region DE is in the places eu and us; it must be in one");
        assertThatThrownBy(() -> parse(ArchiveFixture.YAML.replace("blobs: eu/blobs", "blob: eu/blobs")))
                .hasMessageContaining("/data/archive.yaml: places[0].blob is unknown; known are [blobs,");
        assertThatThrownBy(() -> parse(ArchiveFixture.YAML.replace(", kek-file: us/kek", "")))
                .hasMessageContaining("places[1].keys.kek-file or places[1].keys.kek-env is needed");
        assertThatThrownBy(() -> parse(ArchiveFixture.YAML.replace("eu/warehouse", "\"${NOWHERE}\"")))
                .hasMessageContaining(
                        "places[0].catalog.warehouse names the environment variable NOWHERE, which is not set");
        assertThatThrownBy(() -> parse("archive: [")).hasMessageContaining("/data/archive.yaml: not YAML");
        assertThatThrownBy(() -> parse(ArchiveFixture.YAML).require("mars"))
                .hasMessageContaining("there is no place 'mars'; there are [eu, us]");
    }

    @Test
    void travelsWithoutWhatTheEnvironmentSays() throws Exception {
        ArchiveConfig config = ArchiveConfig.parse("/data/archive.yaml", ArchiveFixture.YAML);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(config);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(config);
        }
    }
}
