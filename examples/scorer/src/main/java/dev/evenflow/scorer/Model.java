package dev.evenflow.scorer;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A trained model and what must be known to use it, as a directory: {@code model.ubj} is XGBoost's own format, {@code
 * model.json} the rest. Not thread-safe; to be closed.
 */
public final class Model implements AutoCloseable {
    private static final String BOOSTER = "model.ubj";
    private static final String METADATA = "model.json";
    private static final String FORMAT = "ubj";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Booster booster;
    private final Metadata metadata;

    /**
     * @param version of the model: beginning of the SHA-256 of {@code model.ubj}
     * @param featureSetVersion the only one it can score
     * @param features names of its inputs, in order
     * @param asOf labels known by then were learned from; ISO 8601, as are the other times
     * @param trainedRows of which {@code trainedFrauds} are frauds
     * @param auc on {@code heldOutRows}, all of them later than those it learned from; NaN if they cannot tell
     * @param threshold scores from here on are declined
     */
    public record Metadata(
            String name,
            String version,
            String featureSet,
            String featureSetVersion,
            List<String> features,
            String asOf,
            String trainedFrom,
            String trainedTo,
            long trainedRows,
            long trainedFrauds,
            long heldOutRows,
            long heldOutFrauds,
            double auc,
            double threshold) {
        public Metadata {
            features = List.copyOf(features);
        }
    }

    Model(Booster booster, Metadata metadata) {
        this.booster = booster;
        this.metadata = metadata;
    }

    static String versionOf(Booster booster) throws XGBoostError {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(booster.toByteArray(FORMAT));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void save(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(BOOSTER), booster.toByteArray(FORMAT));
            JSON.writer(new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE))
                    .writeValue(directory.resolve(METADATA).toFile(), metadata);
        } catch (IOException | XGBoostError e) {
            throw new ScorerException("cannot write the model to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** What {@code train} wrote. */
    public static Model load(Path directory) {
        Path file = directory.resolve(BOOSTER);
        if (!Files.isRegularFile(file)) {
            throw new ScorerException(
                    "--model " + directory + " has no " + BOOSTER + ", expected what `train --model` wrote");
        }
        Metadata metadata = readMetadata(directory);
        BoostingLibrary.require();
        try {
            Model model = new Model(XGBoost.loadModel(Files.readAllBytes(file)), metadata);
            String version = versionOf(model.booster);
            if (!version.equals(metadata.version())) {
                throw new ScorerException(file + " is version " + version + ", but " + METADATA + " beside it says "
                        + metadata.version() + ": they do not belong together");
            }
            return model;
        } catch (IOException | XGBoostError e) {
            throw new ScorerException(file + " cannot be read as a model: " + e.getMessage(), e);
        }
    }

    /** Without the model itself; needs no native library. */
    public static Metadata readMetadata(Path directory) {
        try {
            return JSON.readValue(directory.resolve(METADATA).toFile(), Metadata.class);
        } catch (IOException e) {
            throw new ScorerException(directory.resolve(METADATA) + " cannot be read: " + e.getMessage(), e);
        }
    }

    public Metadata metadata() {
        return metadata;
    }

    /** The chance of fraud of each row of inputs, from 0 to 1. */
    public float[] score(float[] inputs, int rows) {
        float[][] predicted = predict(inputs, rows, false);
        float[] scores = new float[rows];
        for (int i = 0; i < rows; i++) {
            scores[i] = predicted[i][0];
        }
        return scores;
    }

    /** How much each input moved a row's score, in log odds (SHAP values); the last is the same for all rows. */
    float[][] contributions(float[] inputs, int rows) {
        return predict(inputs, rows, true);
    }

    private float[][] predict(float[] inputs, int rows, boolean contributions) {
        if (rows == 0) {
            return new float[0][];
        }
        try {
            DMatrix matrix = matrix(inputs, rows, metadata.features().size());
            try {
                return contributions ? booster.predictContrib(matrix, 0) : booster.predict(matrix);
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new ScorerException("the model cannot score: " + e.getMessage(), e);
        }
    }

    static DMatrix matrix(float[] inputs, int rows, int columns) throws XGBoostError {
        return new DMatrix(inputs, rows, columns, Float.NaN);
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
