package dev.evenflow.platform.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Java's TLS out of key stores in files. */
final class Tls {
    private Tls() {}

    /** Of a client that shows no certificate. */
    static SSLContext trusting(Path store, String type, @Nullable String password)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(store, type, password));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Shows the store's certificate and trusts nobody but it. */
    static SSLContext onlyAmongOurselves(Path store, String password) throws IOException, GeneralSecurityException {
        KeyStore keys = load(store, "PKCS12", password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(keys, password).getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Of a server that asks for no certificate. */
    static SSLContext showing(Path store, String password) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(load(store, "PKCS12", password), password).getKeyManagers(), null, null);
        return context;
    }

    private static KeyManagerFactory keyManagers(KeyStore keys, String password) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        return managers;
    }

    private static KeyStore load(Path store, String type, @Nullable String password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(type);
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password == null ? null : password.toCharArray());
        }
        return keys;
    }
}
