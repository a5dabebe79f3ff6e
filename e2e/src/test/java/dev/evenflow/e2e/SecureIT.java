package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The platform with TLS, users and rights: it works, strangers are refused, no secret comes to light, and what a job may
 * do is exactly what it needs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecureIT {
    private static final String[] EMIT_BOTH = {"--", "--emit", "both"};
    private static final int TRANSACTIONS = 2_000;

    @TempDir
    private static Path directory;

    private static Evenflow evenflow;
    private static SecureClients clients;
    private static SecretSearch search;
    private static JsonNode status;

    @BeforeAll
    static void up() throws Exception {
        evenflow = new Evenflow(directory);
        search = new SecretSearch();
        Thread watch = search.watchCommandLines();
        evenflow.succeed("up", "--secure");
        evenflow.succeed("deploy", "fraud-features", "--partitions", "1", EMIT_BOTH[0], EMIT_BOTH[1], EMIT_BOTH[2]);
        evenflow.succeed("register", "inference-archive");
        evenflow.succeed("simulate", "--count", Integer.toString(TRANSACTIONS), "--speedup", "20000");
        search.stopWatching();
        watch.join();
        status = new ObjectMapper().readTree(evenflow.succeed("status", "--json"));
        clients = new SecureClients(
                directory.resolve("platform/secrets"), status.path("kafka").asText());
    }

    @AfterAll
    static void down() throws Exception {
        evenflow.succeed("down");
        assertThat(directory.resolve("platform/secrets")).doesNotExist();
    }

    @Test
    @Order(1)
    void theCommandsWorkAsTheyDoWithout() throws Exception {
        assertThat(evenflow.succeed("topics")).contains("features-card-fraud-settled");
        assertThat(evenflow.succeed("read", "features-card-fraud-served", "--max", "3"))
                .contains("transaction_id");
        evenflow.succeed("savepoint", "fraud-features card-fraud");
        assertThat(status.path("registry").asText()).startsWith("https://");
        assertThat(status.path("flink").asText()).startsWith("https://");
        // the job over the same topics in batch, on a Flink of its own
        assertThat(evenflow.run("verify-parity", "--wait", "5s").all()).contains("vectors");
    }

    @Test
    @Order(2)
    void noSecretComesToLight() throws Exception {
        Path home = directory.resolve("platform");
        Set<String> secrets = SecretSearch.secretsIn(home.resolve("secrets"));
        assertThat(secrets).hasSizeGreaterThan(20).allMatch(secret -> secret.length() >= 32);
        // Flink's own configuration can refer to nothing: it is a file for its owner alone
        Path flink = home.resolve("flink-conf/config.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(flink)))
                .isEqualTo("rw-------");
        search.noteCommandLines();
        search.addFiles(directory, List.of(home.resolve("secrets"), flink));
        search.addRest(clients.flink(), status.path("flink").asText());
        assertThat(search.find(secrets)).isEmpty();

        assertThat(search.commandLines()).isGreaterThan(20);
        assertThat(search.texts("file ")).isGreaterThan(50);
        assertThat(search.texts("GET ")).isGreaterThan(60);
        // what is no secret is found in all three: options of the job, references to secrets among them
        String reference = "${file:" + home.resolve("secrets") + "/fraud-features.properties:sasl.jaas.config}";
        assertThat(search.find(Set.of(reference))).anyMatch(where -> where.startsWith("command line"));
        assertThat(search.find(Set.of(home.resolve("secrets/flink-rest.p12").toString())))
                .contains("GET /jobmanager/config");
        assertThat(search.find(Set.of("--features"))).isNotEmpty();
        // and a secret would be
        String secret = secrets.iterator().next();
        Files.writeString(directory.resolve("leaked.log"), "password is " + secret);
        // waits for its input itself: a command of the shell's would be, until it is started, a copy of the shell
        Process leak = new ProcessBuilder("sh", "-c", "read line", secret).start();
        try {
            search.noteCommandLines();
            search.addFiles(directory, List.of(home));
            assertThat(search.find(secrets))
                    .containsExactlyInAnyOrder(
                            "file " + directory.resolve("leaked.log"), "command line of " + leak.pid());
        } finally {
            leak.destroyForcibly();
            Files.delete(directory.resolve("leaked.log"));
        }
    }

    @Test
    @Order(3)
    void strangersAreRefused() throws Exception {
        assertThatThrownBy(() -> clients.read("fraud-features", "not the password", "transactions"))
                .isInstanceOf(SaslAuthenticationException.class);
        HttpClient client = clients.registry();
        assertThat(registry(client, "GET", "/subjects", null)).isEqualTo(401);
        assertThat(registry(client, "GET", "/subjects", "fraud-features:not the password"))
                .isEqualTo(401);
        String job = clients.registryUser("fraud-features");
        assertThat(registry(client, "GET", "/subjects", job)).isEqualTo(200);
        assertThat(registry(client, "POST", "/subjects/transactions-value/versions", job))
                .isEqualTo(403);
        assertThat(registry(client, "DELETE", "/subjects/transactions-value", job))
                .isEqualTo(403);
        assertThat(registry(client, "PUT", "/config", job)).isEqualTo(403);
        assertThat(registry(client, "GET", "/../../registry/v2/system/info", job))
                .isEqualTo(404);
        // trusts the right certificate, and shows none
        assertThatThrownBy(() -> clients.flinkWithoutCertificate()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(status.path("flink").asText() + "/overview"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(java.io.IOException.class);
    }

    private static int registry(HttpClient client, String method, String path, @Nullable String user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(status.path("registry").asText() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"));
        if (user != null)
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @Order(4)
    void theArchiveMayNotWriteTransactionsNorReadThem() throws Exception {
        evenflow.succeed("acls", "inference-archive", "--apply");
        assertThatThrownBy(() -> clients.write("inference-archive", "transactions"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> clients.read("inference-archive", null, "transactions"))
                .isInstanceOf(TopicAuthorizationException.class);
        clients.write("simulator", "inference-requests");
        assertThatThrownBy(() -> clients.write("simulator", "dead-letters"))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    @Order(5)
    void aJobHasTheRightsItNeedsAndCannotDoWithoutOneOfThem() throws Exception {
        List<String> rights = evenflow.succeed(
                        "acls", "fraud-features", "--apply", EMIT_BOTH[0], EMIT_BOTH[1], EMIT_BOTH[2])
                .lines()
                .toList();
        assertThat(rights).hasSize(8);
        List<AclBinding> bindings = new ArrayList<>(clients.rightsOf("fraud-features"));
        assertThat(bindings)
                .as("what the broker has is what the command prints")
                .hasSameSizeAs(rights);
        JobSession session = new JobSession(
                clients,
                "fraud-features",
                List.of("transactions", "fraud-labels"),
                List.of("features-card-fraud-served", "features-card-fraud-settled", "late-events", "dead-letters"),
                "evenflow-fraud-features-card-fraud",
                "evenflow-fraud-features-card-fraud-probe");
        session.run();
        for (AclBinding binding : bindings) {
            clients.take(binding);
            await("without " + binding.pattern()).atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThatThrownBy(
                            session::run)
                    .hasMessageMatching("(?s).*([Aa]uthoriz|not authorized|denied).*"));
            clients.give(binding);
            await("with " + binding.pattern() + " again")
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> {
                        session.run();
                        return true;
                    });
        }
    }

    @Test
    @Order(6)
    void theRunningJobFailsWithoutOneOfItsRightsAndGoesOnWithIt() throws Exception {
        AclBinding transactions = clients.rightsOf("fraud-features").stream()
                .filter(binding -> binding.pattern().name().startsWith("evenflow-fraud-features-card-fraud-"))
                .findFirst()
                .orElseThrow();
        clients.take(transactions);
        String jobs = status.path("flink").asText() + "/jobs";
        String job = new ObjectMapper()
                .readTree(get(jobs))
                .path("jobs")
                .findValuesAsText("id")
                .get(0);
        await("the job's failure").atMost(Duration.ofSeconds(60)).until(() -> get(jobs + "/" + job + "/exceptions")
                .contains("TransactionalIdAuthorizationException"));
        clients.give(transactions);
        await("the job").atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
            JsonNode now = new ObjectMapper().readTree(get(jobs + "/" + job));
            return now.path("state").asText().equals("RUNNING")
                    && now.path("status-counts").path("RUNNING").asInt()
                            == now.path("vertices").size();
        });
    }

    private static String get(String url) throws Exception {
        return clients.flink()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
