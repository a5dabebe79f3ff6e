package dev.evenflow.quality.check;

import dev.evenflow.quality.drift.DriftResult;
import org.jspecify.annotations.Nullable;

/**
 * One rule, evaluated on a window or at a moment, with what the outcome rests on.
 *
 * @param rule id of the rule, stable and unique in its contract
 * @param subject what it is about: a field's path, {@code partition/3}, {@code group/eu}; empty for the whole dataset
 * @param shadow whether the rule is on trial: it neither gates nor raises incidents
 * @param metric what was measured, with its unit
 * @param value null where it could not be measured, and only then the outcome is unknown
 * @param failed records or values against the rule; -1 where it does not count
 * @param total records or values it was applied to; -1 where it does not count
 * @param expected what the contract asks for, such as {@code < 1 percent}
 * @param detail one sentence for a person; no values of personal fields
 * @param drift where a distribution was compared
 */
public record CheckResult(
        String rule,
        String subject,
        Dimension dimension,
        Severity severity,
        boolean shadow,
        Outcome outcome,
        String metric,
        @Nullable Double value,
        long failed,
        long total,
        String expected,
        String detail,
        @Nullable DriftResult drift) {}
