package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * An authority of this home, certificates for every process that listens, and a trust store that holds the
 * authority and nothing secret. The authority's key is thrown away at the end: nothing more can be signed.
 */
final class Certificates {
    /** Servers for everybody who trusts the authority. */
    static final List<String> ISSUED = List.of("kafka", "registry");

    /**
     * Where both sides show the same certificate and trust no other: the broker with its controller; Flink's REST with its
     * clients; JobManager with TaskManagers. They sign themselves, since a side is asked for a certificate by its issuer.
     */
    static final List<String> CLOSED_CIRCLES = List.of("kafka-controller", "flink-rest", "flink-internal");

    private static final String AUTHORITY = "authority";
    private static final String DAYS = "825";

    private final Secrets secrets;

    Certificates(Secrets secrets) {
        this.secrets = secrets;
    }

    void make() throws IOException {
        Path authority = secrets.keyStore(AUTHORITY);
        password(AUTHORITY);
        keytool(
                AUTHORITY,
                List.of(
                        "-genkeypair",
                        "-alias",
                        AUTHORITY,
                        "-dname",
                        "CN=Evenflow local authority",
                        "-ext",
                        "bc:c=ca:true"));
        Path certificate = secrets.file("authority.pem");
        keytool(AUTHORITY, List.of("-exportcert", "-rfc", "-alias", AUTHORITY, "-file", certificate.toString()));
        CompletableFuture<?>[] all = Stream.concat(
                        ISSUED.stream().map(owner -> CompletableFuture.runAsync(() -> issue(owner, authority))),
                        CLOSED_CIRCLES.stream().map(owner -> CompletableFuture.runAsync(() -> selfSigned(owner))))
                .toArray(CompletableFuture[]::new);
        trust(certificate);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        Secrets.forOwnerAlone(certificate);
        Files.delete(authority);
        Files.delete(secrets.file(AUTHORITY + ".password"));
    }

    private void selfSigned(String owner) {
        try {
            password(owner);
            keytool(owner, keyPair(owner));
        } catch (IOException e) {
            throw new PlatformException("cannot make the certificate of " + owner + ": " + e.getMessage(), e);
        }
    }

    private static List<String> keyPair(String owner) {
        return List.of(
                "-genkeypair", "-alias", owner, "-dname", "CN=" + owner, "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    /** In a copy of the authority's store, out of which the authority's key is then taken. */
    private void issue(String owner, Path authority) {
        try {
            Path store = secrets.keyStore(owner);
            Files.copy(authority, store);
            Files.copy(secrets.file(AUTHORITY + ".password"), secrets.file(owner + ".password"));
            List<String> issued = new ArrayList<>(keyPair(owner));
            issued.addAll(List.of("-signer", AUTHORITY));
            keytool(owner, issued);
            keytool(owner, List.of("-delete", "-alias", AUTHORITY));
            Path next = secrets.file(owner + ".password.next");
            Secrets.writeForOwner(next, Secrets.random());
            keytool(owner, List.of("-storepasswd", "-new:file", next.toString()));
            Files.move(next, secrets.file(owner + ".password"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Secrets.forOwnerAlone(store);
        } catch (IOException e) {
            throw new PlatformException("cannot make the certificate of " + owner + ": " + e.getMessage(), e);
        }
    }

    /** Without a password, which would protect nothing: certificates are public. */
    private void trust(Path certificate) throws IOException {
        keytool(
                "trust",
                List.of(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        AUTHORITY,
                        "-file",
                        certificate.toString(),
                        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
                        "-J-Dkeystore.pkcs12.macAlgorithm=NONE"));
    }

    private void password(String of) throws IOException {
        secrets.write(of + ".password", Secrets.random());
    }

    private void keytool(String store, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-J-Xmx64m"));
        command.addAll(arguments);
        command.addAll(List.of("-keystore", secrets.keyStore(store).toString(), "-storetype", "PKCS12"));
        if (!store.equals("trust")) {
            command.addAll(
                    List.of("-storepass:file", secrets.file(store + ".password").toString()));
        }
        if (arguments.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", DAYS));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new PlatformException("keytool " + arguments.get(0) + " of " + store + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
        if (Files.exists(secrets.keyStore(store))) {
            Secrets.forOwnerAlone(secrets.keyStore(store));
        }
    }
}
