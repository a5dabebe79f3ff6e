package dev.evenflow.archive.keys;

/**
 * The data key of one subject.
 *
 * @param name random, 32 hex digits: the only thing about the subject that the archive's tables hold
 * @param secret 32 bytes
 */
public record SubjectKey(String name, byte[] secret) {
    /** Without the secret, so that no log holds it. */
    @Override
    public String toString() {
        return "SubjectKey[" + name + "]";
    }
}
