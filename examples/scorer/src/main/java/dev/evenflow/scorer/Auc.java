package dev.evenflow.scorer;

import java.util.Arrays;

/**
 * Area under the ROC curve: the chance that a fraud scores higher than a genuine transaction, equal scores counting a
 * half. By ranks (Mann and Whitney 1947), so it is exact whatever the scores' scale.
 */
public final class Auc {
    private Auc() {}

    /** @return NaN if there are not both frauds and others */
    public static double of(float[] scores, boolean[] isFraud) {
        if (scores.length != isFraud.length) {
            throw new IllegalArgumentException(scores.length + " scores and " + isFraud.length + " labels");
        }
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(scores[a], scores[b]));
        double rankSum = 0;
        long frauds = 0;
        for (int begin = 0; begin < order.length; ) {
            int end = begin;
            while (end < order.length && scores[order[end]] == scores[order[begin]]) {
                end++;
            }
            double meanRank = (begin + 1 + end) / 2.0;
            for (int i = begin; i < end; i++) {
                if (isFraud[order[i]]) {
                    rankSum += meanRank;
                    frauds++;
                }
            }
            begin = end;
        }
        long others = order.length - frauds;
        return frauds == 0 || others == 0
                ? Double.NaN
                : (rankSum - frauds * (frauds + 1) / 2.0) / ((double) frauds * others);
    }
}
