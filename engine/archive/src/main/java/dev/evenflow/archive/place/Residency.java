package dev.evenflow.archive.place;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** In which place the data of a region must lie. Regions are compared as they are written: EU and eu differ. */
public final class Residency implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> places;

    /**
     * @param places place by region
     * @throws IllegalArgumentException if there is none, or a name is empty
     */
    public Residency(Map<String, String> places) {
        if (places.isEmpty())
            throw new IllegalArgumentException("regions: found none, expected at least one with its place");
        places.forEach((region, place) -> {
            if (region.isBlank() || place.isBlank())
                throw new IllegalArgumentException(
                        "regions: found region '" + region + "' in place '" + place + "', expected names for both");
        });
        this.places = new TreeMap<>(places);
    }

    /** @throws UnlawfulRegionException if none is configured; the message names those that are */
    public String placeOf(String region) throws UnlawfulRegionException {
        String place = places.get(region);
        if (place == null) throw new UnlawfulRegionException(region, places.keySet());
        return place;
    }

    /** All regions, sorted. */
    public SortedSet<String> regions() {
        return new TreeSet<>(places.keySet());
    }

    /** All places, sorted. */
    public SortedSet<String> places() {
        return new TreeSet<>(places.values());
    }
}
