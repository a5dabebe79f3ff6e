package dev.evenflow.platform.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Flink's options for TLS. Each side shows a certificate and trusts nobody but who shows the same: JobManager and
 * TaskManagers among themselves by one, REST and its clients by another.
 */
public final class FlinkTls {
    private FlinkTls() {}

    /** Of JobManager, TaskManagers and Flink's client. */
    public static Map<String, String> cluster(Secrets secrets) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("security.ssl.internal.enabled", "true");
        stores(options, "security.ssl.internal.", "flink-internal", secrets);
        options.putAll(rest(secrets));
        return options;
    }

    /** Of a Flink inside one JVM: it speaks to nobody but its clients. */
    public static Map<String, String> rest(Secrets secrets) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("security.ssl.rest.enabled", "true");
        // who may speak to REST may run code in the cluster
        options.put("security.ssl.rest.authentication-enabled", "true");
        stores(options, "security.ssl.rest.", "flink-rest", secrets);
        return options;
    }

    private static void stores(Map<String, String> options, String prefix, String owner, Secrets secrets) {
        String store = secrets.keyStore(owner).toString();
        // quoted: a number to YAML otherwise, once in a while
        String password = '"' + secrets.password(owner) + '"';
        options.put(prefix + "keystore", store);
        options.put(prefix + "keystore-type", "PKCS12");
        options.put(prefix + "keystore-password", password);
        options.put(prefix + "key-password", password);
        options.put(prefix + "truststore", store);
        options.put(prefix + "truststore-type", "PKCS12");
        options.put(prefix + "truststore-password", password);
    }
}
