package dev.evenflow.archive.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is destroyed is nowhere in the files, searched byte by byte, also where pages of the database were split and joined. */
class NoTracesTest {
    private static final int SUBJECTS = 6_000;

    @TempDir
    Path directory;

    @Test
    void nothingOfDestroyedKeysIsInAnyFile() throws Exception {
        KeyFiles files = new KeyFiles(directory);
        try (SqliteKeyStore store = files.open();
                SqliteKeyStore reader = files.open()) {
            for (int i = 0; i < SUBJECTS; i++) {
                String name = store.keyOf("subject-" + i).name();
                if (i % 10 == 0) store.blobKey("%064x".formatted(i), name);
            }
            List<byte[]> before = rows(files);
            List<String> erased = IntStream.range(0, SUBJECTS)
                    .filter(i -> i % 3 == 0)
                    .mapToObj(i -> "subject-" + i)
                    .toList();
            assertThat(reader.findBySubject("subject-0")).isPresent();
            assertThat(store.destroyAll(erased)).hasSize(erased.size());
            store.confirmDeleted(store.doomedBlobs());

            List<byte[]> after = rows(files);
            Set<ByteBuffer> kept = new HashSet<>();
            after.forEach(row -> kept.add(ByteBuffer.wrap(row)));
            List<byte[]> gone = before.stream()
                    .filter(row -> !kept.contains(ByteBuffer.wrap(row)))
                    .toList();
            assertThat(gone).hasSize(2 * erased.size() + SUBJECTS / 30);
            assertThat(found(pieces(gone))).as("of what was destroyed").isZero();
            assertThat(found(pieces(after)))
                    .as("of what stays, so that this test can see something")
                    .isPositive();
            assertThat(reader.findBySubject("subject-0")).isEmpty();
            assertThat(reader.findBySubject("subject-1")).isPresent();
        }
    }

    /** What leads to a secret or is one: digests of subjects, wrapped keys of subjects and contents. Names of keys are public: rows and receipts hold them. */
    private static List<byte[]> rows(KeyFiles files) throws SQLException {
        List<byte[]> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + files.store());
                Statement statement = connection.createStatement()) {
            for (String column : List.of("subject FROM subjects", "wrapped FROM subjects", "wrapped FROM blobs"))
                try (ResultSet row = statement.executeQuery("SELECT " + column)) {
                    while (row.next()) rows.add(row.getBytes(1));
                }
        }
        return rows;
    }

    private static Set<Long> pieces(List<byte[]> rows) {
        Set<Long> pieces = new HashSet<>();
        for (byte[] row : rows)
            for (int at = 0; at + 8 <= row.length; at += 8)
                pieces.add(ByteBuffer.wrap(row).getLong(at));
        return pieces;
    }

    /** How many places of the files hold one of the pieces, at whatever byte they begin. */
    private long found(Set<Long> pieces) throws IOException {
        long found = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                for (int at = 0; at + 8 <= bytes.limit(); at++) if (pieces.contains(bytes.getLong(at))) found++;
            }
        }
        return found;
    }
}
