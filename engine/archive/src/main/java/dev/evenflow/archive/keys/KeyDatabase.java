package dev.evenflow.archive.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/** One connection to the file of a key store: settings, transactions, durability, and leaving no traces. For one thread at a time. */
final class KeyDatabase implements AutoCloseable {
    /** Destruction rewrites the file; others wait for it this long. */
    private static final int BUSY_MILLIS = 120_000;

    /** For one try of many. */
    private static final int SHORT_MILLIS = 50;

    private static final int FORMAT = 1;
    private static final Object ONE_OPENS_AT_A_TIME = new Object();

    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS secrets (purpose TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS subjects (subject BLOB PRIMARY KEY, name TEXT NOT NULL, wrapped BLOB NOT NULL)"
                + " WITHOUT ROWID",
        "CREATE UNIQUE INDEX IF NOT EXISTS subjects_by_name ON subjects (name)",
        "CREATE TABLE IF NOT EXISTS blobs (content TEXT PRIMARY KEY, address TEXT NOT NULL, wrapped BLOB NOT NULL)"
                + " WITHOUT ROWID",
        "CREATE UNIQUE INDEX IF NOT EXISTS blobs_by_address ON blobs (address)",
        "CREATE TABLE IF NOT EXISTS blob_references (address TEXT, name TEXT, PRIMARY KEY (address, name))"
                + " WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS blob_references_by_name ON blob_references (name)",
        "CREATE TABLE IF NOT EXISTS doomed_blobs (address TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS unrecorded (name TEXT PRIMARY KEY, destroyed TEXT NOT NULL, shared INTEGER NOT NULL)"
                + " WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS holds (name TEXT, reason TEXT, ordered_by TEXT NOT NULL, at INTEGER NOT NULL,"
                + " PRIMARY KEY (name, reason)) WITHOUT ROWID"
    };

    private final Path directory;
    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> queries = new HashMap<>();

    private KeyDatabase(Path directory, Path file, Connection connection) {
        this.directory = directory;
        this.file = file;
        this.connection = connection;
    }

    /** What is done inside a transaction. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** @param kek checked against the one the store was made with */
    static KeyDatabase open(Path file, KeyEncryptionKey kek) {
        Path absolute = file.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null) throw new KeyStoreException(file + ": expected the file of a key store");
        // Switching to WAL and making the tables fail at once, whatever the timeout, when two do it together.
        synchronized (ONE_OPENS_AT_A_TIME) {
            try {
                Files.createDirectories(directory);
                try (FileChannel channel = FileChannel.open(
                                sibling(absolute, "-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid()) throw new KeyStoreException(file + ": cannot be locked");
                    createForOwnerAlone(directory, absolute);
                    return connect(directory, absolute, kek);
                }
            } catch (IOException | SQLException e) {
                throw new KeyStoreException(file + ": the key store cannot be opened: " + e.getMessage(), e);
            }
        }
    }

    private static KeyDatabase connect(Path directory, Path file, KeyEncryptionKey kek) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // The log is forced by sync(), not by each commit.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "ON");
        config.setCacheSize(-16_384);
        // VACUUM would leave what it copies in a temporary file elsewhere.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        KeyDatabase database = new KeyDatabase(directory, file, connection);
        try {
            database.transaction(() -> {
                for (String table : TABLES) database.execute(table);
                database.agree("format", Integer.toString(FORMAT), "a key store of format");
                database.agree(
                        "kek",
                        kek.id(),
                        "the key-encryption key of the store (found one in " + kek.origin() + "), which is");
                return true;
            });
            return database;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The setting must be this one, if it was set before. */
    private void agree(String name, String value, String expected) throws SQLException {
        Optional<String> found = query("SELECT value FROM settings WHERE name = ?", row -> row.getString(1), name);
        if (found.isEmpty()) update("INSERT INTO settings VALUES (?, ?)", name, value);
        else if (!found.get().equals(value))
            throw new KeyStoreException(
                    file + ": " + name + ": found " + value + ", expected " + expected + " " + found.get());
    }

    private static void createForOwnerAlone(Path directory, Path file) throws IOException {
        FileAttribute<?>[] attributes = file.getFileSystem() == FileSystems.getDefault()
                        && file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, attributes);
            DurableFiles.forceDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return; // made before, with these permissions or those its owner gave it since
        }
    }

    static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Takes the write lock at once, so that what is read stays true until it is written. */
    <T> T transaction(Work<T> work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            T result = work.run();
            execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException ended) {
                e.addSuppressed(ended); // SQLite has rolled back by itself, for example on a full disk
            }
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Reads a row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The first row. */
    <T> Optional<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
        try (ResultSet rows = bind(prepared(sql), parameters).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    <T> void forEach(String sql, Row<T> row, Consumer<T> each, Object... parameters) throws SQLException {
        try (ResultSet rows = bind(prepared(sql), parameters).executeQuery()) {
            while (rows.next()) each.accept(row.read(rows));
        }
    }

    /** Returns how many rows it changed. */
    int update(String sql, Object... parameters) throws SQLException {
        // Closed each time: the driver leaves an executed update unfinished until then, which VACUUM refuses.
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return bind(statement, parameters).executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = queries.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            queries.put(sql, statement);
        }
        return statement;
    }

    private static PreparedStatement bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof byte[] bytes) statement.setBytes(i + 1, bytes);
            else if (parameters[i] instanceof Number number) statement.setLong(i + 1, number.longValue());
            else statement.setString(i + 1, (String) parameters[i]);
        }
        return statement;
    }

    /**
     * Rewrites the file and empties the log. secure_delete alone is not enough: when pages of the tree are split or joined, copies of rows stay behind in
     * the unused part of a page, and old pages stay in the log.
     */
    void leaveNoTraces() throws SQLException {
        execute("VACUUM");
        // SQLite waits for readers by itself, but not for a checkpoint of another connection, whose commit grew the log
        execute("PRAGMA busy_timeout = " + SHORT_MILLIS);
        try {
            for (int waited = 0;
                    waited < BUSY_MILLIS && !Thread.currentThread().isInterrupted();
                    waited += 2 * SHORT_MILLIS) {
                if (emptiesLog()) return;
                LockSupport.parkNanos(Duration.ofMillis(SHORT_MILLIS).toNanos());
            }
        } finally {
            execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
        }
        throw new KeyStoreException(file
                + ": the keys are destroyed, but another process has been reading for up to "
                + BUSY_MILLIS / 1000 + " s, or this one was interrupted, and older pages that hold them are still in "
                + sibling(file, "-wal") + "; repeat the command when it is done");
    }

    private boolean emptiesLog() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return result.next() && result.getInt(1) == 0;
        }
    }

    /** All committed transactions survive a loss of power: what is not in the file yet is in its log. */
    void sync() {
        Path log = sibling(file, "-wal");
        try {
            if (Files.exists(log)) DurableFiles.force(log);
            DurableFiles.forceDirectory(directory);
        } catch (IOException e) {
            throw new KeyStoreException(log + ": cannot be forced to the disk: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : queries.values()) statement.close();
        connection.close();
    }
}
