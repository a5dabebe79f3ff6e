package dev.evenflow.archive.join;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of each half, whatever the order of arrival. Every half ends in exactly one row, or is a duplicate. */
public final class JoinRules {
    private JoinRules() {}

    /**
     * @param waiting the half of the same id that has no row yet
     * @param settled the halves of the same id that have rows, as far as they are remembered
     */
    public static Outcome arrive(Half half, @Nullable Half waiting, @Nullable SettledHalves settled) {
        if (settled != null && settled.has(half)) return Outcome.DUPLICATE;
        if (waiting != null && waiting.side() == half.side())
            return Arrays.equals(waiting.digest(), half.digest()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
        if (settled != null && settled.has(half.side())) return Outcome.CONFLICT;
        if (waiting != null) return waiting.agreesWith(half) ? Outcome.PAIR : Outcome.MISMATCH;
        return settled != null && settled.has(half.side().other()) ? Outcome.LATE : Outcome.WAIT;
    }
}
