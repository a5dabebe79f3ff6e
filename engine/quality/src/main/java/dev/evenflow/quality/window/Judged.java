package dev.evenflow.quality.window;

import dev.evenflow.quality.check.CheckResult;
import java.util.List;

/**
 * The verdict on a window.
 *
 * @param startMs event time, inclusive
 * @param endMs event time, exclusive
 * @param revision 0 the first time
 * @param backfill whether its records were history when they were read
 * @param records those that could be read
 */
public record Judged(long startMs, long endMs, int revision, boolean backfill, long records, List<CheckResult> checks) {
    public Judged {
        checks = List.copyOf(checks);
    }
}
