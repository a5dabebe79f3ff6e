package dev.evenflow.fraud.function;

import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Does a part of what a checkpoint will have to do in the time before it, in many small steps, so that processing stands
 * still for the shorter when it comes. The next checkpoint is expected to be triggered as long after the last as that was after its predecessor,
 * and to arrive no sooner than any did.
 */
final class BeforeCheckpoint {
    private static final long STEP_MS = 10;
    /** What changes while it runs has to be done again; and so short that a step would be felt it must not be. */
    private static final long MOST_MS = 1_000;
    /** All is done so long before, or a checkpoint that comes a little early would find much left. */
    private static final long EARLY_MS = 50;

    /** A checkpoint may be late; what changes meanwhile goes on being done, for so long. */
    private static final long GRACE_MS = 500;

    /** What is to be done, and comes again while it is. */
    interface Work {
        /** Does such a part of it, the last step all. */
        void step(int stepsLeft) throws Exception;
    }

    private final ProcessingTimeService clock;
    private final Work work;
    /** When the last one was triggered, by the clock of who triggers. */
    private long last;

    private boolean first = true;
    /** The least that was seen between trigger and arrival, with what the two clocks are apart. */
    private long leastLag = Long.MAX_VALUE;
    /** Of the checkpoint that is expected. */
    private int number;

    BeforeCheckpoint(ProcessingTimeService clock, Work work) {
        this.clock = clock;
        this.work = work;
    }

    /** Says that a checkpoint has come. */
    void made(long triggered) {
        long now = clock.getCurrentProcessingTime();
        number++;
        leastLag = Math.min(leastLag, now - triggered);
        if (!first) {
            long next = triggered + (triggered - last) + leastLag - EARLY_MS;
            int mine = number;
            clock.registerTimer(Math.max(next - MOST_MS, (now + next) / 2), time -> step(mine, next));
        }
        first = false;
        last = triggered;
    }

    private void step(int mine, long next) throws Exception {
        if (mine != number) return;
        long now = clock.getCurrentProcessingTime();
        work.step((int) Math.max(1, (next - now) / STEP_MS));
        if (now < next + GRACE_MS) clock.registerTimer(now + STEP_MS, time -> step(mine, next));
    }
}
