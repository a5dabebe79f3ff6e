package dev.evenflow.features.kernel;

/**
 * What an entity keeps besides totals, described: which events are taken, from which columns, behind which delay.
 * Windows of all lengths share one structure; {@code longestMs} is the longest of them.
 */
public final class Structures {
    private Structures() {}

    /** For MIN and MAX. */
    public record ExtremesSpec(boolean largest, int where, int column, long delayMs, long longestMs) {
        boolean lifetime() {
            return longestMs == Program.LIFETIME;
        }
    }

    /** For DISTINCT, and FIRST_SEEN of a field; {@code text} is a text column. */
    public record RecentSpec(int where, int text, long delayMs, long longestMs, int cap) {}

    /** For LAST, PREVIOUS and what is measured from the previous event; columns that are -1 are not needed. */
    public record LastSpec(int where, int first, int second, int text, long delayMs, long longestMs) {}
}
