package dev.evenflow.quality.score;

/**
 * One term of a score: {@code score = 100 · Σ weight · credit / Σ weight}.
 *
 * @param name rule and subject, or the dimension in the overall score
 * @param credit 0 to 1
 */
public record Contribution(String name, double weight, double credit) {}
