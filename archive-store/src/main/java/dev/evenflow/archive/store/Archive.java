package dev.evenflow.archive.store;

import dev.evenflow.archive.place.Residency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An archive: its places and its chain of commits, opened when they are asked for. Thread-safe. */
public final class Archive implements AutoCloseable {
    private final ArchiveConfig config;
    private final Residency residency;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private @Nullable CommitLog commits;

    private Archive(ArchiveConfig config) {
        this.config = config;
        Map<String, String> placeOfRegion = new LinkedHashMap<>();
        config.places().forEach(place -> place.regions().forEach(region -> placeOfRegion.put(region, place.place())));
        this.residency = new Residency(placeOfRegion);
    }

    /** Opens nothing yet. */
    public static Archive open(ArchiveConfig config) {
        return new Archive(config);
    }

    public ArchiveConfig config() {
        return config;
    }

    /** Which region's data may lie where. */
    public Residency residency() {
        return residency;
    }

    public synchronized Place place(String name) {
        return places.computeIfAbsent(name, place -> new Place(config.archive(), config.require(place)));
    }

    public List<Place> places() {
        List<Place> all = new ArrayList<>();
        config.places().forEach(place -> all.add(place(place.place())));
        return all;
    }

    /** The chain of commits. */
    public synchronized CommitLog commits() {
        if (commits == null) {
            commits = CommitLog.open(config);
        }
        return commits;
    }

    @Override
    public synchronized void close() {
        places.values().forEach(Place::close);
        places.clear();
        if (commits != null) {
            commits.close();
            commits = null;
        }
    }
}
