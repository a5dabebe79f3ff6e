package dev.evenflow.archive.place;

import java.util.Collection;

/** A record of a region for which no place is configured: it is refused, not guessed. */
public final class UnlawfulRegionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String region;

    public UnlawfulRegionException(String region, Collection<String> configured) {
        super("region: found '" + region + "', expected one with a lawful place: " + String.join(", ", configured));
        this.region = region;
    }

    public String region() {
        return region;
    }
}
