package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The secrets of one home: key stores, passwords, one client file per principal, all made at random on first use. The
 * directory is for its owner alone (0700), and so is every file in it (0600).
 */
public record Secrets(Path directory) {
    /** Who the broker is to itself. */
    public static final String BROKER = "broker";

    static final String TRUST = "trust.p12";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    public static Secrets of(PlatformHome home) {
        return new Secrets(home.secrets());
    }

    /** Written last, so that what has it is whole. */
    public boolean exist() {
        return Files.exists(registryUsers());
    }

    /** Makes all of it, unless it is there. */
    public void make() {
        if (exist()) {
            return;
        }
        PlatformHome.deleteTree(directory);
        try {
            Files.createDirectories(directory.getParent());
            Files.createDirectory(directory, OWNER_DIRECTORY);
            new Certificates(this).make();
            write(BROKER + ".password", random());
            Map<String, String> users = new TreeMap<>();
            for (Principal principal : Principal.values()) {
                String registryPassword = random();
                write(principal.id() + ".properties", clientFile(principal.id(), random(), registryPassword));
                users.put(principal.id(), sha256(registryPassword) + " " + String.join(",", principal.subjects()));
            }
            StringBuilder text = new StringBuilder("# user=SHA-256 of the password, then the subjects it may change\n");
            users.forEach((user, value) ->
                    text.append(user).append('=').append(value.strip()).append('\n'));
            write(registryUsers().getFileName().toString(), text.toString());
        } catch (IOException e) {
            throw new PlatformException("cannot make secrets in " + directory + ": " + e.getMessage(), e);
        }
    }

    private String clientFile(String user, String kafkaPassword, String registryPassword) {
        return """
                # Of principal %1$s, for Kafka's own tools (--command-config) too. Keep it to yourself.
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=%2$s
                ssl.truststore.type=PKCS12
                ssl.truststore.location=%3$s
                basic.auth.credentials.source=USER_INFO
                basic.auth.user.info=%1$s:%4$s
                schema.registry.ssl.truststore.type=PKCS12
                schema.registry.ssl.truststore.location=%3$s
                """
                .formatted(user, scram(user, kafkaPassword), file(TRUST), registryPassword);
    }

    static String scram(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    public ClientFile client(Principal principal) {
        return ClientFile.read(file(principal.id() + ".properties"));
    }

    /** Password of a key store ({@code kafka}) or of the broker. */
    public String password(String of) {
        try {
            return Files.readString(file(of + ".password"));
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file(of + ".password") + ": " + e.getMessage(), e);
        }
    }

    /** What the principal's client file says, which is what the broker has to be told. */
    public String kafkaPassword(Principal principal) {
        String jaas = client(principal).kafka().getOrDefault("sasl.jaas.config", "");
        return jaas.replaceFirst(".*password=\"([^\"]+)\".*", "$1");
    }

    /** User → password of those that the broker must know before anybody can tell it about others. */
    public Map<String, String> firstUsers() {
        return Map.of(BROKER, password(BROKER), Principal.ADMIN.id(), kafkaPassword(Principal.ADMIN));
    }

    /** Private key and certificate of a process. */
    public Path keyStore(String of) {
        return file(of + ".p12");
    }

    public Path registryUsers() {
        return file("registry-users.properties");
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Made for its owner alone before anything is in it. */
    void write(String name, String text) throws IOException {
        writeForOwner(file(name), text);
    }

    /** Writes a file that nobody else may read, also not while it is written. */
    public static void writeForOwner(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_FILE));
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    static void forOwnerAlone(Path file) throws IOException {
        Files.setPosixFilePermissions(file, OWNER_FILE);
    }

    /** 256 bits: nobody guesses it, so a plain hash of it is as good as a slow one. */
    static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
