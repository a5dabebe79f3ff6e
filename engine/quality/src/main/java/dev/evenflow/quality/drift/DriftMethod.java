package dev.evenflow.quality.drift;

/** Distances between distributions. What each means to the digit is in docs/quality/measures.md. */
public enum DriftMethod {
    PSI,
    JENSEN_SHANNON_DISTANCE,
    JENSEN_SHANNON_DIVERGENCE,
    KOLMOGOROV_SMIRNOV,
    WASSERSTEIN,
    WASSERSTEIN_NORMED,
    CHI_SQUARED,
    L_INFINITY,
    HELLINGER
}
