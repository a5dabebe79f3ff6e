package dev.evenflow.benchmarks.backfill;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two outputs, value by value: every transaction once in each, whole numbers the same, others within 1e-9 of each other.
 *
 * @param rows of each
 * @param ties rows whose customer has another payment at the same time: the only ones that may differ
 * @param differing ties that do differ
 */
record OutputComparison(long rows, long ties, long differing) {
    static final List<String> COUNTS = Stream.concat(
                    Stream.of("customer_tx_count", "terminal_tx_count").flatMap(OutputComparison::windows),
                    Stream.of("tx_during_weekend", "tx_during_night"))
            .toList();
    static final List<String> SHARES = Stream.of("customer_amount_avg", "terminal_risk")
            .flatMap(OutputComparison::windows)
            .toList();

    private static Stream<String> windows(String feature) {
        return Stream.of(feature + "_1d", feature + "_7d", feature + "_30d");
    }

    /** An {@link IllegalStateException} that counts what differs, unless all values agree that have to. */
    static OutputComparison of(Path history, String expected, String actual) throws SQLException {
        String different = Stream.concat(
                        COUNTS.stream().map(name -> "e." + name + " IS DISTINCT FROM a." + name),
                        SHARES.stream()
                                .map(name -> "coalesce(abs(e." + name + " - a." + name + ") > 1e-9, (e." + name
                                        + " IS NULL) <> (a." + name + " IS NULL))"))
                .collect(Collectors.joining(" OR "));
        String query =
                """
                WITH ties AS (
                  SELECT transaction_id, count(*) OVER (PARTITION BY customer_id, event_time) > 1 AS tie
                  FROM read_parquet('%s/transactions/*.parquet')),
                expected AS (SELECT * FROM read_parquet('%s')),
                actual AS (SELECT * FROM read_parquet('%s'))
                SELECT count(*) AS joined,
                  (SELECT count(*) FROM ties) AS rows,
                  (SELECT count(*) FROM expected) AS expected,
                  (SELECT count(*) FROM actual) AS actual,
                  count(*) FILTER (WHERE tie) AS ties,
                  count(*) FILTER (WHERE tie AND (%s)) AS differing_ties,
                  count(*) FILTER (WHERE NOT tie AND (%s)) AS differing
                FROM ties JOIN expected e USING (transaction_id) JOIN actual a USING (transaction_id)"""
                        .formatted(history, expected, actual, different, different);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            long rows = result.getLong("rows");
            if (result.getLong("joined") != rows
                    || result.getLong("expected") != rows
                    || result.getLong("actual") != rows)
                throw new IllegalStateException("of " + rows + " transactions " + expected + " has "
                        + result.getLong("expected") + " rows, " + actual + " has " + result.getLong("actual")
                        + ", and "
                        + result.getLong("joined") + " are in both");
            if (result.getLong("differing") > 0)
                throw new IllegalStateException(result.getLong("differing") + " of " + rows + " rows differ between "
                        + expected + " and " + actual);
            return new OutputComparison(rows, result.getLong("ties"), result.getLong("differing_ties"));
        }
    }
}
