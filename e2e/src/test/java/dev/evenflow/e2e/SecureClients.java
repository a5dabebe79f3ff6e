package dev.evenflow.e2e;

import java.io.IOException;
import java.io.Reader;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's and Java's own clients with the files that {@code up --secure} made. */
final class SecureClients {
    private static final long SECONDS = 20;

    private final Path secrets;
    private final String bootstrap;
    private final HttpClient flink;

    SecureClients(Path secrets, String bootstrap) throws IOException, GeneralSecurityException {
        this.secrets = secrets;
        this.bootstrap = bootstrap;
        this.flink = http(store("flink-rest"), store("flink-rest"));
    }

    /** The user's file, and what every client of these tests wants. */
    Properties properties(String user) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(secrets.resolve(user + ".properties"))) {
            properties.load(reader);
        }
        properties.put("bootstrap.servers", bootstrap);
        properties.put("default.api.timeout.ms", "10000");
        properties.put("request.timeout.ms", "10000");
        properties.put("max.block.ms", "10000");
        properties.put("delivery.timeout.ms", "10000");
        properties.put("linger.ms", "0");
        return properties;
    }

    KafkaConsumer<byte[], byte[]> consumer(Properties properties) {
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static KafkaProducer<byte[], byte[]> producer(Properties properties) {
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param password instead of the user's; null for the user's */
    void read(String user, @Nullable String password, String topic) throws IOException {
        Properties properties = properties(user);
        if (password != null)
            properties.setProperty(
                    "sasl.jaas.config",
                    properties
                            .getProperty("sasl.jaas.config")
                            .replaceFirst("password=\"[^\"]*\"", "password=\"" + password + "\""));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(properties)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.poll(Duration.ofSeconds(5));
        }
    }

    void write(String user, String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(properties(user))) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    Collection<AclBinding> rightsOf(String user) throws Exception {
        try (Admin admin = Admin.create(properties("admin"))) {
            return admin.describeAcls(new AclBindingFilter(
                            ResourcePatternFilter.ANY,
                            new AccessControlEntryFilter(
                                    "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                    .values()
                    .get(SECONDS, TimeUnit.SECONDS);
        }
    }

    void take(AclBinding binding) throws Exception {
        try (Admin admin = Admin.create(properties("admin"))) {
            admin.deleteAcls(List.of(binding.toFilter())).all().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    void give(AclBinding binding) throws Exception {
        try (Admin admin = Admin.create(properties("admin"))) {
            admin.createAcls(List.of(binding)).all().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** name:password of a user of the registry. */
    String registryUser(String user) throws IOException {
        return properties(user).getProperty("basic.auth.user.info");
    }

    HttpClient registry() throws IOException, GeneralSecurityException {
        return http(null, new Store(KeyStore.getInstance("PKCS12"), secrets.resolve("trust.p12"), null));
    }

    HttpClient flink() {
        return flink;
    }

    HttpClient flinkWithoutCertificate() throws IOException, GeneralSecurityException {
        return http(null, store("flink-rest"));
    }

    private record Store(KeyStore keys, Path file, char @Nullable [] password) {
        KeyStore load() throws IOException, GeneralSecurityException {
            try (var in = Files.newInputStream(file)) {
                keys.load(in, password);
            }
            return keys;
        }
    }

    private Store store(String name) throws IOException, GeneralSecurityException {
        return new Store(
                KeyStore.getInstance("PKCS12"),
                secrets.resolve(name + ".p12"),
                Files.readString(secrets.resolve(name + ".password")).toCharArray());
    }

    private static HttpClient http(@Nullable Store own, Store trusted) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.load());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own != null) keys.init(own.load(), own.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }
}
