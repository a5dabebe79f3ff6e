package dev.evenflow.archive.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table of destructions that are not on record yet. Their rows name random names and addresses, nothing of a subject. */
final class UnrecordedRows {
    private UnrecordedRows() {}

    static void put(KeyDatabase database, Destruction destruction) throws SQLException {
        database.update(
                "INSERT OR REPLACE INTO unrecorded VALUES (?, ?, ?)",
                destruction.keyName(),
                String.join(",", destruction.destroyedBlobs()),
                destruction.sharedBlobs());
    }

    static List<Destruction> all(KeyDatabase database) throws SQLException {
        List<Destruction> destructions = new ArrayList<>();
        database.forEach(
                "SELECT name, destroyed, shared FROM unrecorded ORDER BY name",
                UnrecordedRows::read,
                destructions::add);
        return destructions;
    }

    static void remove(KeyDatabase database, Collection<String> names) throws SQLException {
        for (String name : names) database.update("DELETE FROM unrecorded WHERE name = ?", name);
    }

    private static Destruction read(ResultSet row) throws SQLException {
        String destroyed = row.getString(2);
        return new Destruction(
                row.getString(1), destroyed.isEmpty() ? List.of() : List.of(destroyed.split(",")), row.getInt(3));
    }
}
