package dev.evenflow.quality.expectation;

/** What repeats: the slots of a cycle, each with an expectation of its own. */
public enum Season {
    /** Nothing; one slot. */
    NONE("none", 1, 3_600_000L),
    HOUR_OF_DAY("hour-of-day", 24, 3_600_000L),
    HOUR_OF_WEEK("hour-of-week", 168, 3_600_000L);

    private static final long MONDAY = 4 * 86_400_000L; // 1970-01-05, so that slot 0 is Monday from midnight

    private final String contractName;
    private final int slots;
    private final long slotMs;

    Season(String contractName, int slots, long slotMs) {
        this.contractName = contractName;
        this.slots = slots;
        this.slotMs = slotMs;
    }

    /** As contracts write it. */
    public String contractName() {
        return contractName;
    }

    public int slots() {
        return slots;
    }

    public long slotMs() {
        return slotMs;
    }

    /** @param localMs milliseconds since 1970 on the clock on the wall */
    public int slot(long localMs) {
        return (int) Math.floorMod(Math.floorDiv(localMs - MONDAY, slotMs), (long) slots);
    }

    /** The number of the cycle that the moment is in: of the week, the day or, without a season, the hour. */
    public long cycle(long localMs) {
        return Math.floorDiv(localMs - MONDAY, slotMs * slots);
    }
}
