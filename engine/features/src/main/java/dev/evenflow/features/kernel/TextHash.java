package dev.evenflow.features.kernel;

/**
 * 64 bits that stand for a text where texts are only told apart. Two texts of one key are taken for one with a chance of
 * 2^-64 per pair: for the largest cap, 4096, below 10^-12 for a key whose values are all different.
 */
final class TextHash {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

    private TextHash() {}

    /** Of the UTF-16 code units; each is mixed in with a multiplication and a rotation, the end as in MurmurHash3. */
    static long of(String text) {
        int length = text.length();
        long hash = FIRST ^ length;
        for (int i = 0; i < length; i++) hash = Long.rotateLeft((hash ^ text.charAt(i)) * SECOND, 31);
        return mixed(hash);
    }

    static long mixed(long hash) {
        hash ^= hash >>> 33;
        hash *= 0xFF51AFD7ED558CCDL;
        hash ^= hash >>> 33;
        hash *= 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
