package dev.evenflow.quality.incident;

/**
 * How patient an {@link IncidentBook} is. All in milliseconds.
 *
 * @param togetherMs failures that begin within this time of each other may have one cause
 * @param settleMs for how long after a recovery effects of it may still begin
 * @param lingerMs for how long effects that look back (values, drift, skew) may outlast it if they began under it: features remember
 * @param holdMs for how long an incident waits for the verdict on what may be its cause, in the time of the caller's clock
 * @param forgetMs a check that was not heard of for so long, while others were, is no longer there
 */
public record IncidentPolicy(long togetherMs, long settleMs, long lingerMs, long holdMs, long forgetMs)
        implements java.io.Serializable {
    public static final IncidentPolicy DEFAULT =
            new IncidentPolicy(15 * 60_000, 60_000, 3_600_000, 30_000, 24 * 3_600_000L);

    public IncidentPolicy {
        if (togetherMs < 0 || settleMs < 0 || lingerMs < settleMs || holdMs < 0 || forgetMs <= 0)
            throw new IllegalArgumentException(
                    "together, settle and hold must be 0 or more and forget more than 0, got " + togetherMs + ", "
                            + settleMs + ", " + holdMs + ", " + forgetMs);
    }
}
