package dev.evenflow.flink.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.avro.RegistryConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    private static final String LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.client.ssl.key.password|hunter2",
                "kafka.client.ssl.keystore.password|x${env:P}",
                "kafka.client.ssl.keystore.key|-----BEGIN PRIVATE KEY-----",
                "kafka.client.sasl.jaas.config|X required username=\"me\" password=\"hunter2\";",
                "kafka.client.sasl.jaas.config|X required clientSecret=hunter2;",
                "kafka.client.sasl.jaas.config|X required username=\"${env:U}\" password='hunter2';",
                "registry.client.basic.auth.user.info|me:hunter2",
                "registry.client.basic.auth.user.info|${env:U}:hunter2",
                "registry.client.bearer.auth.token|hunter2",
                "registry.url|https://me:hunter2@registry:8081",
            })
    void aSecretThatIsSaidIsRefusedWithoutBeingRepeated(String name, String value) {
        assertThatThrownBy(() -> Secrets.requireReference(name, value, "argument --" + name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("${file:FILE:KEY}")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2", "PRIVATE KEY"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.client.ssl.key.password|${file:/etc/evenflow/secrets.properties:key.password}",
                "kafka.client.sasl.jaas.config|${dir:/etc/evenflow:jaas}",
                "kafka.client.sasl.jaas.config|X required username=\"me\" password=\"${env:KAFKA_PASSWORD}\";",
                "kafka.client.sasl.jaas.config|com.sun.security.auth.module.Krb5LoginModule required storeKey=true keyTab=\"/k\";",
                "registry.client.basic.auth.user.info|me:${env:REGISTRY_PASSWORD}",
                "registry.client.basic.auth.credentials.source|USER_INFO",
                "kafka.client.ssl.truststore.location|/etc/trust.p12",
                "kafka.client.sasl.oauthbearer.token.endpoint.url|https://login/token",
                "registry.url|https://registry:8081/apis/ccompat/v7",
            })
    void aReferenceAndWhatIsNoSecretPass(String name, String value) {
        assertThatCode(() -> Secrets.requireReference(name, value, "argument")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lineage|https://me:hunter2@lineage/api/v1/lineage|--lineage.api-key-file",
                "registry.url|https://me:hunter2@registry:8081|--registry.client.basic.auth.user.info",
            })
    void anAddressWithAPasswordIsToldWhereThatBelongs(String name, String value, String instead) {
        assertThatThrownBy(() -> Secrets.requireReference(name, value, "argument --" + name))
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("an address without")
                .hasMessageContaining(instead)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anOptionIsRefusedWhereverItIs(@TempDir Path directory) throws IOException {
        List<JobOption> options = List.of(new JobOption("registry.url", "a URL", null, "Where."));
        String file = Files.writeString(directory.resolve("job.properties"), "kafka.client.ssl.key.password=hunter2\n")
                .toString();
        assertThatThrownBy(() ->
                        JobOptions.read(options, List.of("kafka.client."), new String[] {"--config", file}, Map.of()))
                .hasMessageContaining("file " + file)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> JobOptions.read(
                        options, List.of(), new String[0], Map.of("EVENFLOW_REGISTRY_URL", "http://me:hunter2@r")))
                .hasMessageContaining("EVENFLOW_REGISTRY_URL")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aKafkaClientLooksUpReferencesItself(@TempDir Path directory) throws IOException {
        Path secrets = Files.writeString(directory.resolve("secrets.properties"), "password=hunter2\n");
        Map<String, String> properties = Secrets.forKafka(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:9",
                SaslConfigs.SASL_JAAS_CONFIG,
                LOGIN + " username=\"me\" password=\"${file:" + secrets + ":password}\";"));
        assertThat(properties.toString()).doesNotContain("hunter2");
        Password login = new AdminClientConfig(Map.copyOf(properties)).getPassword(SaslConfigs.SASL_JAAS_CONFIG);
        assertThat(login.value()).isEqualTo(LOGIN + " username=\"me\" password=\"hunter2\";");
    }

    @Test
    void theRegistrysClientGetsWhatIsReferredTo(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("password"), "hunter2");
        Path file = Files.writeString(directory.resolve("secrets.properties"), "user=me\n");
        Map<String, String> properties = Map.of(
                "basic.auth.user.info",
                "${file:" + file + ":user}:${dir:" + directory + ":password}",
                "other",
                "plain");
        assertThat(Secrets.resolved(properties))
                .containsEntry("basic.auth.user.info", "me:hunter2")
                .containsEntry("other", "plain");
        assertThat(new RegistryConnection("http://r", properties).toString()).isEqualTo("http://r");
    }

    @Test
    void aReferenceThatLeadsNowhereIsSaid(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secrets.properties"), "");
        assertThatThrownBy(() -> Secrets.resolved(Map.of("bearer.auth.token", "${file:" + file + ":gone}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bearer.auth.token")
                .hasMessageContaining(":gone}");
        assertThatThrownBy(() -> Secrets.resolved(Map.of("bearer.auth.token", "${file:/no/such/file:key}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/no/such/file");
    }
}
