package dev.evenflow.features.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Sealed chunks of one entity key's events, addressed by number: written once, read by point get, removed once.
 * An implementation never iterates. The bytes given and returned are not modified afterwards by either side.
 */
public interface ChunkStore {
    byte @Nullable [] get(long number);

    void put(long number, byte[] chunk);

    void remove(long number);
}
