package dev.evenflow.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final int TRANSACTIONS = 4_000;
    private static final Training TRAINING = new Training("test", 30, 0.75, 0.01);

    @TempDir
    private Path directory;

    @BeforeEach
    void writeHistory() throws IOException {
        MadeUpHistory.write(directory, TRANSACTIONS);
    }

    private TrainingSet read(long asOf, long youngest) {
        return TrainingSet.read(
                new AvroFiles("--vectors", directory.resolve("vectors")),
                new AvroFiles("--labels", directory.resolve("labels")),
                asOf,
                youngest);
    }

    @Test
    void theSameSetGivesTheSameModelToTheByte() throws IOException {
        TrainingSet set = read(Long.MAX_VALUE, Long.MAX_VALUE);
        try (Model first = TRAINING.train(set, 0);
                Model second = TRAINING.train(set, 0)) {
            first.save(directory.resolve("first"));
            second.save(directory.resolve("second"));
            assertThat(second.metadata()).isEqualTo(first.metadata());
        }
        for (String file : new String[] {"model.ubj", "model.json"}) {
            assertThat(directory.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(directory.resolve("first").resolve(file));
        }
    }

    @Test
    void findsWhatIsThereToFindAndSavesIt() {
        TrainingSet set = read(Long.MAX_VALUE, Long.MAX_VALUE);
        float[] scores;
        try (Model model = TRAINING.train(set, 0)) {
            assertThat(model.metadata().auc()).isGreaterThan(0.99);
            assertThat(model.metadata().features())
                    .containsExactly("amount", "tx_count", "terminal_risk", "is_foreign");
            assertThat(model.metadata().featureSet()).isEqualTo("made-up");
            assertThat(model.metadata().featureSetVersion()).isEqualTo(MadeUpHistory.VERSION);
            scores = model.score(set.inputs(), set.rows().size());
            model.save(directory.resolve("model"));
        }
        try (Model loaded = Model.load(directory.resolve("model"))) {
            assertThat(loaded.score(set.inputs(), set.rows().size())).isEqualTo(scores);
        }
    }

    @Test
    void learnsFromTheOlderAndIsJudgedByTheYounger() {
        TrainingSet set = read(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(set.rows()).isSortedAccordingTo((a, b) -> Long.compare(a.eventTime(), b.eventTime()));
        try (Model model = TRAINING.train(set, 0)) {
            assertThat(model.metadata().trainedRows()).isEqualTo(3_000);
            assertThat(model.metadata().heldOutRows()).isEqualTo(1_000);
            assertThat(Instant.parse(model.metadata().trainedTo()))
                    .isEqualTo(MadeUpHistory.BEGIN.plusSeconds(600L * 2_999));
        }
    }

    @Test
    void knowsOnlyWhatWasKnownThen() {
        long asOf = MadeUpHistory.BEGIN.plusSeconds(600L * 2_000).toEpochMilli();
        TrainingSet all = read(Long.MAX_VALUE, Long.MAX_VALUE);
        TrainingSet known = read(asOf, Long.MAX_VALUE);
        // a label comes a day after its transaction
        long expected = all.rows().stream()
                .filter(TrainingSet.Row::isFraud)
                .filter(row -> row.eventTime() + 86_400_000 <= asOf)
                .count();
        assertThat(known.frauds()).isEqualTo(expected).isPositive().isLessThan(all.frauds());
        assertThat(read(asOf, asOf - 86_400_000).rows())
                .isNotEmpty()
                .allMatch(row -> row.eventTime() <= asOf - 86_400_000);
    }

    @Test
    void refusesAModelThatIsNotTheOneDescribed() throws IOException {
        TrainingSet set = read(Long.MAX_VALUE, Long.MAX_VALUE);
        Path model = directory.resolve("model");
        try (Model trained = TRAINING.train(set, 0);
                Model other = new Training("test", 5, 0.75, 0.01).train(set, 0)) {
            trained.save(model);
            other.save(directory.resolve("other"));
        }
        Files.copy(
                directory.resolve("other/model.ubj"),
                model.resolve("model.ubj"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Model.load(model))
                .isInstanceOf(ScorerException.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> new AvroFiles("--vectors", directory.resolve("nowhere")))
                .hasMessageContaining("--vectors")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> TRAINING.train(read(0, Long.MAX_VALUE), 0))
                .isInstanceOf(ScorerException.class)
                .hasMessageContaining("expected both frauds and others");
        assertThat(BoostingLibrary.explain(new UnsatisfiedLinkError(
                        "libgomp.so.1: cannot open shared object file: No such file or directory")))
                .contains("apt-get install libgomp1");
    }
}
