package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.DriftEvidence;
import java.util.List;

/** Distributions of two fields, beside those of their baseline. */
final class SampleDrift {
    private static final String BASELINE = "card-fraud 2026-10";

    private SampleDrift() {}

    static DriftEvidence amount(boolean drifted) {
        List<Double> baseline = List.of(4310d, 4290d, 4305d, 4301d, 4299d, 4302d, 4300d, 4298d, 4301d, 4294d);
        List<Double> current = drifted
                ? List.of(610d, 720d, 1010d, 1305d, 1602d, 1850d, 2104d, 2390d, 2705d, 3180d)
                : List.of(1702d, 1740d, 1722d, 1715d, 1766d, 1731d, 1709d, 1744d, 1690d, 1701d);
        return DriftEvidence.newBuilder()
                .setMethod("PSI")
                .setConvention("deciles of the baseline; share of an empty bin is 0.0001; natural logarithm")
                .setValue(psi(baseline, current))
                .setBaseline(BASELINE)
                .setEdges(List.of(
                        Double.NEGATIVE_INFINITY,
                        4.2,
                        9.9,
                        17.5,
                        28.0,
                        41.3,
                        60.0,
                        88.0,
                        131.0,
                        220.0,
                        Double.POSITIVE_INFINITY))
                .setCategories(List.of())
                .setBaselineCounts(baseline)
                .setCurrentCounts(current)
                .setBaselineTotal(sum(baseline))
                .setCurrentTotal(sum(current))
                .build();
    }

    static DriftEvidence channel() {
        List<Double> baseline = List.of(17_800d, 12_100d, 9_300d, 2_100d, 1_650d, 50d);
        List<Double> current = List.of(7_120d, 4_800d, 3_760d, 850d, 640d, 25d);
        return DriftEvidence.newBuilder()
                .setMethod("L_INFINITY")
                .setConvention("every value a bin")
                .setValue(0.0026)
                .setBaseline(BASELINE)
                .setEdges(List.of())
                .setCategories(List.of("CONTACTLESS", "CHIP", "ECOMMERCE", "ATM", "RECURRING", "(missing)"))
                .setBaselineCounts(baseline)
                .setCurrentCounts(current)
                .setBaselineTotal(sum(baseline))
                .setCurrentTotal(sum(current))
                .build();
    }

    private static double psi(List<Double> baseline, List<Double> current) {
        double psi = 0;
        for (int i = 0; i < baseline.size(); i++) {
            double before = baseline.get(i) / sum(baseline);
            double now = current.get(i) / sum(current);
            psi += (now - before) * Math.log(now / before);
        }
        return psi;
    }

    private static double sum(List<Double> counts) {
        return counts.stream().mapToDouble(Double::doubleValue).sum();
    }
}
