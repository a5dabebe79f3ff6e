package dev.evenflow.benchmarks.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.fraud.local.LocalBackfill;
import dev.evenflow.platform.history.HistoryFormat;
import dev.evenflow.platform.history.HistoryWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that are timed beside each other compute the same, and a difference would be seen. */
class BackfillProgramsTest {
    private static final long ROWS = 30_000;

    @TempDir
    Path directory;

    private Path history = Path.of("");
    private String duckDb = "";

    @BeforeEach
    void computeWithDuckDb() throws Exception {
        history = directory.resolve("history");
        duckDb = directory.resolve("duck.parquet").toString();
        try (HistoryWriter writer = new HistoryWriter(history, HistoryFormat.PARQUET)) {
            new MadePayments(ROWS, 3).write(writer::write);
            assertThat(writer.transactions()).isEqualTo(ROWS);
            assertThat(writer.labels()).isBetween(150L, 350L);
        }
        DuckDbBackfill.main(new String[] {history.toString(), duckDb, "2"});
    }

    @Test
    void oursAgreesWithDuckDb() throws Exception {
        Path out = directory.resolve("ours");
        LocalBackfill.run(
                2,
                new String[] {
                    "--runtime-mode",
                    "batch",
                    "--features",
                    "handbook",
                    "--format",
                    "parquet",
                    "--source",
                    history.toString(),
                    "--out",
                    out.toString()
                },
                Map.of());
        OutputComparison same = OutputComparison.of(history, duckDb, out.resolve("vectors") + "/*.parquet");
        assertThat(same.rows()).isEqualTo(ROWS);
        assertThat(same.differing()).isLessThanOrEqualTo(same.ties());
    }

    @Test
    void thePlainLoopAgreesWithDuckDb() throws Exception {
        HeapLoopBackfill.main(new String[] {
            history.toString(), directory.resolve("loop.parquet").toString(), "2"
        });
        OutputComparison same = OutputComparison.of(history, duckDb, directory + "/*loop.parquet");
        assertThat(same.rows()).isEqualTo(ROWS);
    }

    @Test
    void oneWrongValueIsSeen() throws Exception {
        String wrong = directory.resolve("wrong.parquet").toString();
        rewrite(
                "SELECT * REPLACE (CASE WHEN transaction_id = '20000' THEN terminal_tx_count_30d + 1"
                        + " ELSE terminal_tx_count_30d END AS terminal_tx_count_30d) FROM read_parquet('" + duckDb
                        + "')",
                wrong);
        assertThatThrownBy(() -> OutputComparison.of(history, duckDb, wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 of 30000 rows differ");
        String tooShort = directory.resolve("tooShort.parquet").toString();
        rewrite("SELECT * FROM read_parquet('" + duckDb + "') WHERE transaction_id <> '7'", tooShort);
        assertThatThrownBy(() -> OutputComparison.of(history, duckDb, tooShort))
                .hasMessageContaining("tooShort.parquet has 29999");
    }

    private static void rewrite(String query, String target) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + target + "' (FORMAT parquet)");
        }
    }
}
