package dev.evenflow.benchmarks.backfill;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Locale;

/**
 * The Handbook's 14 features as one SQL statement over a history's Parquet files, as one would write it for DuckDB.
 * Arguments: the history's directory, the Parquet file to write, threads.
 *
 * <p>A window of w ends with the current row and begins w less a millisecond before it, which is the open left edge at
 * the resolution of the data. {@code RANGE} lets rows of one time and key see each other, where ours go by id.
 */
public final class DuckDbBackfill {
    private static final long DAY = 86_400_000;

    private DuckDbBackfill() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + Integer.parseInt(args[2]));
            statement.execute("COPY (" + query(Path.of(args[0])) + ") TO '" + args[1] + "' (FORMAT parquet)");
        }
    }

    static String query(Path history) {
        return """
                WITH payments AS (
                  SELECT p.transaction_id, p.event_time, p.customer_id, p.terminal_id, p.amount,
                         CASE WHEN l.is_fraud THEN 1 ELSE 0 END AS fraud
                  FROM read_parquet('%1$s/transactions/*.parquet') p
                  LEFT JOIN read_parquet('%1$s/labels/*.parquet') l USING (transaction_id))
                SELECT transaction_id, event_time, customer_id, terminal_id,
                  count(*) OVER c1 AS customer_tx_count_1d,
                  count(*) OVER c7 AS customer_tx_count_7d,
                  count(*) OVER c30 AS customer_tx_count_30d,
                  avg(amount) OVER c1 AS customer_amount_avg_1d,
                  avg(amount) OVER c7 AS customer_amount_avg_7d,
                  avg(amount) OVER c30 AS customer_amount_avg_30d,
                  count(*) OVER t1 AS terminal_tx_count_1d,
                  count(*) OVER t7 AS terminal_tx_count_7d,
                  count(*) OVER t30 AS terminal_tx_count_30d,
                  coalesce(avg(fraud) OVER t1, 0) AS terminal_risk_1d,
                  coalesce(avg(fraud) OVER t7, 0) AS terminal_risk_7d,
                  coalesce(avg(fraud) OVER t30, 0) AS terminal_risk_30d,
                  CASE WHEN isodow(event_time) >= 6 THEN 1 ELSE 0 END AS tx_during_weekend,
                  CASE WHEN hour(event_time) <= 6 THEN 1 ELSE 0 END AS tx_during_night
                FROM payments
                WINDOW %2$s, %3$s, %4$s, %5$s, %6$s, %7$s"""
                .formatted(
                        history,
                        window("c1", "customer_id", 1, 0),
                        window("c7", "customer_id", 7, 0),
                        window("c30", "customer_id", 30, 0),
                        window("t1", "terminal_id", 1, 7),
                        window("t7", "terminal_id", 7, 7),
                        window("t30", "terminal_id", 30, 7));
    }

    private static String window(String name, String key, int days, int delayDays) {
        String end = delayDays == 0 ? "CURRENT ROW" : "INTERVAL " + delayDays + " DAY PRECEDING";
        return String.format(
                Locale.ROOT,
                "%s AS (PARTITION BY %s ORDER BY event_time RANGE BETWEEN INTERVAL %d MILLISECONDS PRECEDING AND %s)",
                name,
                key,
                (days + delayDays) * DAY - 1,
                end);
    }
}
