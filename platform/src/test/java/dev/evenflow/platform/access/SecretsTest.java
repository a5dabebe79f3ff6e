package dev.evenflow.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.PlatformHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private static Path directory;

    private static Secrets secrets;

    @BeforeAll
    static void make() {
        secrets = Secrets.of(new PlatformHome(directory));
        secrets.make();
    }

    @Test
    void theyAreForTheirOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.directory())))
                .isEqualTo("rwx------");
        try (var files = Files.list(secrets.directory())) {
            assertThat(files).hasSizeGreaterThan(15).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("%s", file)
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void nobodySharesAPassword() {
        Set<String> different = new HashSet<>();
        int all = 0;
        for (Principal principal : Principal.values()) {
            ClientFile file = secrets.client(principal);
            assertThat(file.kafka()).containsEntry("security.protocol", "SASL_SSL");
            different.add(secrets.kafkaPassword(principal));
            different.add(
                    file.registry().getOrDefault("basic.auth.user.info", "").split(":", 2)[1]);
            all += 2;
        }
        assertThat(different).hasSize(all).allMatch(password -> password.matches("[0-9a-f]{64}"));
    }

    @Test
    void certificatesAreForThisMachineAndTheAuthoritysKeyIsGone() throws Exception {
        assertThat(secrets.keyStore("authority")).doesNotExist();
        for (String owner : List.of("kafka", "registry", "kafka-controller", "flink-rest", "flink-internal")) {
            KeyStore store = KeyStore.getInstance(
                    secrets.keyStore(owner).toFile(), secrets.password(owner).toCharArray());
            assertThat(Collections.list(store.aliases())).containsExactly(owner);
            X509Certificate certificate = (X509Certificate) store.getCertificate(owner);
            assertThat(certificate.getSubjectAlternativeNames())
                    .extracting(name -> String.valueOf(name.get(1)))
                    .containsExactlyInAnyOrder("localhost", "127.0.0.1");
        }
    }

    @Test
    void whatAJobIsToldHoldsNoSecret() {
        ClientFile file = secrets.client(Principal.FRAUD_FEATURES);
        assertThat(file.jobOptions())
                .containsEntry("--kafka.client.sasl.jaas.config", "${file:" + file.path() + ":sasl.jaas.config}")
                .containsEntry(
                        "--registry.client.basic.auth.user.info", "${file:" + file.path() + ":basic.auth.user.info}")
                .containsEntry("--kafka.client.security.protocol", "SASL_SSL");
        assertThat(file.jobOptions().toString())
                .doesNotContain(secrets.kafkaPassword(Principal.FRAUD_FEATURES))
                .doesNotContain(file.values().getOrDefault("basic.auth.user.info", "?"));
    }

    @Test
    void makingThemAgainChangesNothing() {
        String before = secrets.kafkaPassword(Principal.ADMIN);
        secrets.make();
        assertThat(secrets.kafkaPassword(Principal.ADMIN)).isEqualTo(before);
    }
}
