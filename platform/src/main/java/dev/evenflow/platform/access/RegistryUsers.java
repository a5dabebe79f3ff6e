package dev.evenflow.platform.access;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Users of the registry: SHA-256 of each one's password, and the subjects it may change ({@code *} for all). */
final class RegistryUsers {
    private final Map<String, User> users = new HashMap<>();

    private record User(String hash, List<String> subjects) {}

    private RegistryUsers() {}

    static RegistryUsers read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        RegistryUsers read = new RegistryUsers();
        for (String user : properties.stringPropertyNames()) {
            String[] parts = properties.getProperty(user).split(" ", 2);
            read.users.put(user, new User(parts[0], parts.length < 2 ? List.of() : List.of(parts[1].split(","))));
        }
        return read;
    }

    /** @param authorization the header; null if there is none. @return null unless name and password are right */
    @Nullable
    String userOf(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return null;
        }
        String[] parts;
        try {
            parts = new String(
                            Base64.getDecoder()
                                    .decode(authorization.substring(6).strip()),
                            StandardCharsets.UTF_8)
                    .split(":", 2);
        } catch (IllegalArgumentException e) {
            return null;
        }
        User user = users.get(parts[0]);
        if (user == null || parts.length < 2) {
            return null;
        }
        byte[] given = Secrets.sha256(parts[1]).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(given, user.hash.getBytes(StandardCharsets.US_ASCII)) ? parts[0] : null;
    }

    boolean mayChange(String user, String subject) {
        User found = users.get(user);
        return found != null && (found.subjects.contains("*") || found.subjects.contains(subject));
    }
}
