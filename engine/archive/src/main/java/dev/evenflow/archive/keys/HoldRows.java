package dev.evenflow.archive.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Holds as rows, by name of the key and reason. */
final class HoldRows {
    private static final String COLUMNS = "SELECT name, reason, ordered_by, at FROM holds ";

    private HoldRows() {}

    static void of(KeyDatabase database, String name, Consumer<Hold> each) throws SQLException {
        database.forEach(COLUMNS + "WHERE name = ? ORDER BY at, reason", HoldRows::read, each, name);
    }

    static List<Hold> all(KeyDatabase database) throws SQLException {
        List<Hold> holds = new ArrayList<>();
        database.forEach(COLUMNS + "ORDER BY at, name, reason", HoldRows::read, holds::add);
        return holds;
    }

    /** Returns the hold that is there now: the first one for its reason. */
    static Hold put(KeyDatabase database, Hold hold) throws SQLException {
        database.update(
                "INSERT OR IGNORE INTO holds VALUES (?, ?, ?, ?)",
                hold.keyName(),
                hold.reason(),
                hold.by(),
                hold.at().toEpochMilli());
        return find(database, hold.keyName(), hold.reason()).orElse(hold);
    }

    static Optional<Hold> remove(KeyDatabase database, String name, String reason) throws SQLException {
        Optional<Hold> found = find(database, name, reason);
        database.update("DELETE FROM holds WHERE name = ? AND reason = ?", name, reason);
        return found;
    }

    private static Optional<Hold> find(KeyDatabase database, String name, String reason) throws SQLException {
        return database.query(COLUMNS + "WHERE name = ? AND reason = ?", HoldRows::read, name, reason);
    }

    private static Hold read(ResultSet row) throws SQLException {
        return new Hold(row.getString(1), row.getString(2), row.getString(3), Instant.ofEpochMilli(row.getLong(4)));
    }
}
