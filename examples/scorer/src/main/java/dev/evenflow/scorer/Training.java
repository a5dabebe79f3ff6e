package dev.evenflow.scorer;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains on the older part of a set and judges by the younger one. The same set gives the same model, byte for byte, on
 * the same build of XGBoost.
 *
 * @param rounds number of trees
 * @param trainingShare of the rows, the oldest
 * @param declinedShare of the held-out rows that the threshold would decline
 */
record Training(String name, int rounds, double trainingShare, double declinedShare) {

    private static final Map<String, Object> PARAMETERS = Map.of(
            "objective",
            "binary:logistic",
            "eval_metric",
            "logloss",
            "tree_method",
            "hist",
            "max_depth",
            5,
            "eta",
            0.15,
            "min_child_weight",
            5,
            "subsample",
            1.0,
            "seed",
            1,
            // sums of floats depend on how they are shared out among threads
            "nthread",
            1,
            "verbosity",
            0);

    Model train(TrainingSet set, long asOf) {
        List<TrainingSet> parts = set.split(trainingShare);
        TrainingSet known = parts.get(0);
        TrainingSet heldOut = parts.get(1);
        if (known.frauds() == 0 || known.frauds() == known.rows().size()) {
            throw new ScorerException(known.rows().size() + " rows to learn from have " + known.frauds()
                    + " frauds, expected both frauds and others: a longer history, or a smaller --mature");
        }
        BoostingLibrary.require();
        try {
            Booster booster = boost(known);
            Model draft = new Model(booster, metadata(known, heldOut, asOf, "", 0, 0));
            float[] scores = draft.score(heldOut.inputs(), heldOut.rows().size());
            return new Model(
                    booster,
                    metadata(
                            known,
                            heldOut,
                            asOf,
                            Model.versionOf(booster),
                            Auc.of(scores, heldOut.labels()),
                            threshold(scores)));
        } catch (XGBoostError e) {
            throw new ScorerException("XGBoost cannot train: " + e.getMessage(), e);
        }
    }

    private Booster boost(TrainingSet set) throws XGBoostError {
        DMatrix matrix =
                Model.matrix(set.inputs(), set.rows().size(), set.names().size());
        try {
            boolean[] frauds = set.labels();
            float[] labels = new float[frauds.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = frauds[i] ? 1 : 0;
            }
            matrix.setLabel(labels);
            matrix.setFeatureNames(set.names().toArray(String[]::new));
            return XGBoost.train(matrix, PARAMETERS, rounds, Map.of(), null, null);
        } finally {
            matrix.dispose();
        }
    }

    private double threshold(float[] scores) {
        if (scores.length == 0) {
            return 0.5;
        }
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(sorted.length * (1 - declinedShare)))];
    }

    private Model.Metadata metadata(
            TrainingSet known, TrainingSet heldOut, long asOf, String version, double auc, double threshold) {
        return new Model.Metadata(
                name,
                version,
                known.featureSet(),
                known.version(),
                known.names(),
                Instant.ofEpochMilli(asOf).toString(),
                time(known, 0),
                time(known, known.rows().size() - 1),
                known.rows().size(),
                known.frauds(),
                heldOut.rows().size(),
                heldOut.frauds(),
                auc,
                threshold);
    }

    private static String time(TrainingSet set, int row) {
        return Instant.ofEpochMilli(set.rows().get(row).eventTime()).toString();
    }
}
