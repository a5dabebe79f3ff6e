package dev.evenflow.platform.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** JSON web tokens (RS256) of a key that is made at start and never leaves this JVM. Thread-safe. */
final class GateToken {
    private static final Duration VALID = Duration.ofMinutes(10);
    private static final Duration RENEWED = Duration.ofMinutes(5);
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private String token = "";
    private Instant madeAt = Instant.EPOCH;

    private GateToken(KeyPair keys) {
        this.keys = keys;
    }

    static GateToken create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return new GateToken(generator.generateKeyPair());
    }

    /** X.509, base64. */
    String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    synchronized String current() {
        Instant now = Instant.now();
        if (now.isAfter(madeAt.plus(RENEWED)) || now.isBefore(madeAt)) {
            token = sign(now);
            madeAt = now;
        }
        return token;
    }

    private String sign(Instant now) {
        String head = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        // some seconds back: the registry must not find that it is from the future
        String body = part("{\"iss\":\"evenflow\",\"sub\":\"registry-gate\",\"azp\":\"registry-api\",\"iat\":"
                + now.minusSeconds(10).getEpochSecond() + ",\"exp\":"
                + now.plus(VALID).getEpochSecond() + "}");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
            return head + "." + body + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
