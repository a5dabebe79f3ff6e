package dev.evenflow.quality.evidence;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** CSV tables of an archive {@code .tar.xz} beside the project; their first rows are headers. No quotes are expected. */
final class SharedTables {
    private SharedTables() {}

    /** Skips the test where the file is missing. */
    static Path path(String file) {
        Path path = Path.of(System.getProperty("evenflow.shared", "../../../shared"))
                .resolve("data/" + file);
        assumeTrue(
                Files.exists(path),
                "the data is not at " + path.toAbsolutePath() + "; -Devenflow.shared=DIR says where it is");
        return path;
    }

    static Map<String, List<String[]>> of(String archive) throws IOException {
        Map<String, List<String[]>> tables = new TreeMap<>();
        try (InputStream file = Files.newInputStream(path(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(".csv")) {
                    tables.put(entry.getName(), rows(tar));
                }
            }
        }
        return tables;
    }

    private static List<String[]> rows(InputStream in) throws IOException {
        List<String[]> rows = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank()) {
                rows.add(line.strip().split(",", -1));
            }
        }
        return rows;
    }
}
