package dev.evenflow.archive.store;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Locations as a configuration names them: with a scheme they are left alone, without one they are paths. */
final class Locations {
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

    private Locations() {}

    static String absolute(String location, Path base) {
        if (SCHEME.matcher(location).matches()) {
            return location;
        }
        return base.toAbsolutePath().resolve(location).normalize().toString();
    }

    /** Whether it is a path of this machine; {@code file:} counts as one. */
    static boolean isLocal(String location) {
        return location.startsWith("file:") || !SCHEME.matcher(location).matches();
    }

    static String child(String location, String name) {
        return location.endsWith("/") ? location + name : location + "/" + name;
    }
}
