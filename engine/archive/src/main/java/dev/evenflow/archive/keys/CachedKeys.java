package dev.evenflow.archive.keys;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys used last, in front of a store. Asks the store's epoch each time and forgets all of them when a key was destroyed anywhere.
 * Not safe for several threads: one for each.
 */
public final class CachedKeys {
    private final KeyStore store;
    private final Map<String, SubjectKey> bySubject;
    private final Map<String, SubjectKey> byName;
    private long epoch;

    /** @param capacity keys to remember, by subject and by name each */
    public CachedKeys(KeyStore store, int capacity) {
        if (capacity < 1) throw new IllegalArgumentException("capacity: found " + capacity + ", expected at least 1");
        this.store = store;
        this.bySubject = lastUsed(capacity);
        this.byName = lastUsed(capacity);
        this.epoch = store.epoch();
    }

    /** As {@link KeyStore#keyOf}. */
    public SubjectKey keyOf(String subjectId) {
        forgetIfDestroyed();
        SubjectKey key = bySubject.get(subjectId);
        if (key == null) {
            key = store.keyOf(subjectId);
            bySubject.put(subjectId, key);
        }
        return key;
    }

    /** As {@link KeyStore#findByName}; that a key is missing is not remembered. */
    public Optional<SubjectKey> findByName(String keyName) {
        forgetIfDestroyed();
        SubjectKey key = byName.get(keyName);
        if (key != null) return Optional.of(key);
        Optional<SubjectKey> found = store.findByName(keyName);
        found.ifPresent(present -> byName.put(keyName, present));
        return found;
    }

    public KeyStore store() {
        return store;
    }

    private void forgetIfDestroyed() {
        long now = store.epoch();
        if (now == epoch) return;
        bySubject.clear();
        byName.clear();
        epoch = now;
    }

    private static Map<String, SubjectKey> lastUsed(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SubjectKey> eldest) {
                return size() > capacity;
            }
        };
    }
}
