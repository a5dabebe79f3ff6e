package dev.evenflow.archive.keys;

/** A key was used by name that is not there (any more). A caller that had it cached takes the subject's present key and tries again. */
public final class KeyDestroyedException extends KeyStoreException {
    private static final long serialVersionUID = 1L;

    public KeyDestroyedException(String store, String keyName) {
        super(store + ": there is no subject key " + keyName + ": it was destroyed, or belongs to another place");
    }
}
