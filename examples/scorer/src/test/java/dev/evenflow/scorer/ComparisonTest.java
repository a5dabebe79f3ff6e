package dev.evenflow.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path directory;

    private List<GenericRecord> vectors = List.of();
    private FeatureLayout layout = FeatureLayout.allOf(MadeUpHistory.schema());
    private Model model;

    @BeforeEach
    void train() throws Exception {
        vectors = MadeUpHistory.write(directory, 1_000);
        model = new Training("test", 10, 0.75, 0.01)
                .train(
                        TrainingSet.read(
                                new AvroFiles("--vectors", directory.resolve("vectors")),
                                new AvroFiles("--labels", directory.resolve("labels")),
                                Long.MAX_VALUE,
                                Long.MAX_VALUE),
                        0);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private Map<String, @Nullable String> row(GenericRecord vector) {
        Map<String, @Nullable String> row = new HashMap<>();
        row.put("inference_id", InferenceId.of("unit", layout.id(vector)));
        row.put("label", MadeUpHistory.isFraud(vector) ? "1.0" : "0.0");
        List<@Nullable Object> values = layout.values(vector);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            row.put(layout.names().get(i), value == null ? null : value.toString());
        }
        return row;
    }

    @Test
    void equalFeaturesGiveEqualAuc() {
        Comparison comparison = new Comparison(model, "unit");
        vectors.forEach(vector -> comparison.archived(row(vector)));
        vectors.forEach(vector -> comparison.computed(layout.id(vector), layout.values(vector)));
        Comparison.Result result = comparison.result();
        assertThat(result.vectors()).isEqualTo(1_000);
        assertThat(result.values()).isEqualTo(4_000);
        assertThat(result.differingValues()).isZero();
        assertThat(result.servedAuc()).isEqualTo(result.trainingAuc()).isGreaterThan(0.9);
    }

    @Test
    void findsTheOneValueThatDiffersAndWhatIsOnlyArchived() {
        Comparison comparison = new Comparison(model, "unit");
        Map<String, @Nullable String> altered = row(vectors.get(3));
        altered.put("amount", "1" + altered.get("amount"));
        comparison.archived(altered);
        comparison.archived(row(vectors.get(4)));
        comparison.archived(row(vectors.get(5)));
        // null against a number counts, too
        GenericRecord other = vectors.get(4);
        List<@Nullable Object> values = new ArrayList<>(layout.values(other));
        values.set(2, null);
        comparison.computed(layout.id(vectors.get(3)), layout.values(vectors.get(3)));
        comparison.computed(layout.id(other), values);
        comparison.computed("t-unknown", layout.values(other));
        Comparison.Result result = comparison.result();
        assertThat(result.vectors()).isEqualTo(2);
        assertThat(result.onlyArchived()).isEqualTo(1);
        assertThat(result.differingVectors()).isEqualTo(2);
        assertThat(result.differingBy()).containsExactlyInAnyOrderEntriesOf(Map.of("amount", 1, "terminal_risk", 1));
        assertThat(result.examples()).hasSize(2).anyMatch(example -> example.startsWith("t-3 amount: archived 1"));
    }

    @Test
    void saysWhatTheDataSetLacks() {
        Map<String, @Nullable String> row = row(vectors.get(0));
        row.remove("tx_count");
        assertThatThrownBy(() -> new Comparison(model, "unit").archived(row))
                .hasMessageContaining("no column 'tx_count'");
        Map<String, @Nullable String> unlabelled = row(vectors.get(0));
        unlabelled.put("label", null);
        assertThatThrownBy(() -> new Comparison(model, "unit").archived(unlabelled))
                .hasMessageContaining("'label'");
    }

    @Test
    void readsQuotedFieldsAndTellsNullFromEmpty() throws Exception {
        Path file = directory.resolve("data.csv");
        Files.writeString(file, "a,b,c\n1,,\"\"\n\"x,\"\"y\"\"\nz\",2.5,true\n");
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        new CsvRows(file).forEach(row -> rows.add(new HashMap<>(row)));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).containsEntry("a", "1").containsEntry("b", null).containsEntry("c", "");
        assertThat(rows.get(1)).containsEntry("a", "x,\"y\"\nz").containsEntry("b", "2.5");
    }
}
