package dev.evenflow.quality.drift;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Distances between distributions. What each means to the digit is in docs/quality/measures.md. */
public enum DriftMethod {
    PSI("psi", Smoothing.ZERO_FILL),
    JENSEN_SHANNON_DISTANCE("js-distance", Smoothing.NONE),
    JENSEN_SHANNON_DIVERGENCE("js-divergence", Smoothing.NONE),
    KULLBACK_LEIBLER("kl", Smoothing.ADD_EPSILON),
    KOLMOGOROV_SMIRNOV("ks", Smoothing.NONE),
    WASSERSTEIN("wasserstein", Smoothing.NONE),
    WASSERSTEIN_NORMED("wasserstein-normed", Smoothing.NONE),
    ENERGY("energy", Smoothing.NONE),
    CHI_SQUARED("chi-squared", Smoothing.NONE),
    L_INFINITY("l-infinity", Smoothing.NONE),
    L_INFINITY_ROBUST("l-infinity-robust", Smoothing.NONE),
    HELLINGER("hellinger", Smoothing.NONE),
    TOTAL_VARIATION("total-variation", Smoothing.NONE);

    private final String contractName;
    private final Smoothing smoothing;

    DriftMethod(String contractName, Smoothing smoothing) {
        this.contractName = contractName;
        this.smoothing = smoothing;
    }

    /** As contracts write it. */
    public String contractName() {
        return contractName;
    }

    /** How its counts become shares. */
    public Smoothing smoothing() {
        return smoothing;
    }

    /** Whether it measures along the axis of numbers, so that categories have no such distance. */
    public boolean needsNumbers() {
        return this == KOLMOGOROV_SMIRNOV || this == WASSERSTEIN || this == WASSERSTEIN_NORMED || this == ENERGY;
    }

    public static Optional<DriftMethod> named(String contractName) {
        return Arrays.stream(values())
                .filter(method -> method.contractName.equals(contractName))
                .findFirst();
    }

    public static List<String> contractNames() {
        return Arrays.stream(values()).map(DriftMethod::contractName).toList();
    }
}
