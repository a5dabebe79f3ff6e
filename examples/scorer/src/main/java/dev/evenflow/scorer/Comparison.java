package dev.evenflow.scorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the model saw and what training would see, value by value: features as archived against those of a backfill over
 * the same transactions, and the model's AUC on each with the archive's labels. Not thread-safe.
 */
final class Comparison {
    private static final int EXAMPLES = 5;

    private final Model model;
    private final String deployment;
    private final List<String> names;
    private final Map<String, Archived> archived = new HashMap<>();
    private final Map<String, Integer> differingBy = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private final List<float[]> trainingInputs = new ArrayList<>();
    private final List<float[]> servedInputs = new ArrayList<>();
    private final List<Boolean> labels = new ArrayList<>();
    private long values;
    private long differingValues;
    private long differingVectors;

    /** @param texts as in the data set, in the order of the model's names */
    private record Archived(List<@Nullable String> texts, boolean isFraud) {}

    /**
     * @param vectors that are in both
     * @param onlyArchived inferences of the data set without a vector in the backfill
     * @param differingBy feature → how many of its values differ
     */
    record Result(
            long vectors,
            long frauds,
            long onlyArchived,
            long values,
            long differingVectors,
            long differingValues,
            Map<String, Integer> differingBy,
            List<String> examples,
            double trainingAuc,
            double servedAuc) {}

    Comparison(Model model, String deployment) {
        this.model = model;
        this.deployment = deployment;
        names = model.metadata().features();
    }

    /** A row of what {@code dataset build --format csv} made. */
    void archived(Map<String, @Nullable String> row) {
        String id = required(row, "inference_id");
        String label = required(row, "label");
        List<@Nullable String> texts = new ArrayList<>();
        for (String name : names) {
            if (!row.containsKey(name)) {
                throw new ScorerException("the data set has no column '" + name + "', expected all "
                        + names.size() + " features of the model: build it with --model and --feature-set-version of"
                        + " the model");
            }
            texts.add(row.get(name));
        }
        archived.put(id, new Archived(texts, Double.parseDouble(label) > 0));
    }

    private static String required(Map<String, @Nullable String> row, String column) {
        String value = row.get(column);
        if (value == null) {
            throw new ScorerException(
                    "the data set has a row without '" + column + "', expected one: build it with --unlabelled zero");
        }
        return value;
    }

    /** A vector of the backfill; those of transactions that are not in the data set do not count. */
    void computed(String transactionId, List<? extends @Nullable Object> computed) {
        Archived served = archived.remove(InferenceId.of(deployment, transactionId));
        if (served == null) {
            return;
        }
        List<@Nullable Object> seen = new ArrayList<>();
        int differing = 0;
        for (int i = 0; i < names.size(); i++) {
            Object expected = computed.get(i);
            Object found = parse(served.texts().get(i), expected);
            seen.add(found);
            if (!(expected == null ? found == null : expected.equals(found))) {
                differing++;
                differingBy.merge(names.get(i), 1, Integer::sum);
                if (examples.size() < EXAMPLES) {
                    examples.add(transactionId + " " + names.get(i) + ": archived "
                            + served.texts().get(i) + ", computed " + expected);
                }
            }
        }
        values += names.size();
        differingValues += differing;
        differingVectors += differing > 0 ? 1 : 0;
        trainingInputs.add(inputs(computed));
        servedInputs.add(inputs(seen));
        labels.add(served.isFraud());
    }

    /** To the type of the value it is compared with; what is null there tells its type by its text. */
    private static @Nullable Object parse(@Nullable String text, @Nullable Object like) {
        if (text == null) {
            return null;
        }
        if (like instanceof Boolean || like == null && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        try {
            // not "like instanceof Long ? … : …", which would make a double of both
            if (like instanceof Long) {
                return Long.valueOf(text);
            }
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new ScorerException("the data set has '" + text + "' for a feature, expected " + like, e);
        }
    }

    private float[] inputs(List<? extends @Nullable Object> row) {
        float[] inputs = new float[names.size()];
        FeatureLayout.toInputs(row, inputs, 0);
        return inputs;
    }

    Result result() {
        boolean[] frauds = new boolean[labels.size()];
        long count = 0;
        for (int i = 0; i < frauds.length; i++) {
            frauds[i] = labels.get(i);
            count += frauds[i] ? 1 : 0;
        }
        return new Result(
                labels.size(),
                count,
                archived.size(),
                values,
                differingVectors,
                differingValues,
                Map.copyOf(differingBy),
                List.copyOf(examples),
                Auc.of(scores(trainingInputs), frauds),
                Auc.of(scores(servedInputs), frauds));
    }

    private float[] scores(List<float[]> rows) {
        float[] all = new float[rows.size() * names.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * names.size(), names.size());
        }
        return model.score(all, rows.size());
    }
}
