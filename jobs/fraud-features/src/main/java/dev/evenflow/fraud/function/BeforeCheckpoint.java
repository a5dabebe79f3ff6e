package dev.evenflow.fraud.function;

import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Does a part of what a checkpoint will have to do in the time before it, in many small steps, so that processing stands
 * still for the shorter when it comes. The next checkpoint is expected as long after the last as that was after its predecessor.
 */
final class BeforeCheckpoint {
    private static final long STEP_MS = 10;
    /** What changes while it runs has to be done again; and so short that a step would be felt it must not be. */
    private static final long MOST_MS = 1_000;

    /** What is to be done: begun once, then done in as many steps as are left, this one included. */
    interface Work {
        void begin();

        void step(int stepsLeft) throws Exception;
    }

    private final ProcessingTimeService clock;
    private final Work work;
    private long last;
    private boolean first = true;
    /** Of the checkpoint that is expected. */
    private int number;

    BeforeCheckpoint(ProcessingTimeService clock, Work work) {
        this.clock = clock;
        this.work = work;
    }

    /** Says that a checkpoint was made. */
    void made() {
        long now = clock.getCurrentProcessingTime();
        number++;
        if (!first) {
            long next = now + (now - last);
            int mine = number;
            clock.registerTimer(Math.max(next - MOST_MS, (now + next) / 2), time -> {
                if (mine != number) return;
                work.begin();
                step(mine, next);
            });
        }
        first = false;
        last = now;
    }

    private void step(int mine, long next) throws Exception {
        if (mine != number) return;
        long now = clock.getCurrentProcessingTime();
        int left = (int) Math.max(1, (next - now) / STEP_MS);
        work.step(left);
        if (left > 1) clock.registerTimer(now + STEP_MS, time -> step(mine, next));
    }
}
