package dev.evenflow.scorer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file with a header (RFC 4180). A field that is empty and not quoted is null. */
final class CsvRows {
    private final Path file;

    CsvRows(Path file) {
        this.file = file;
    }

    /** Column → text; the same map is filled anew for each row. */
    void forEach(Consumer<Map<String, @Nullable String>> sink) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            List<@Nullable String> header = next(reader);
            if (header == null) {
                throw new ScorerException(file + " is empty, expected a header");
            }
            Map<String, @Nullable String> row = new HashMap<>();
            long line = 1;
            for (List<@Nullable String> fields = next(reader); fields != null; fields = next(reader)) {
                line++;
                if (fields.size() != header.size()) {
                    throw new ScorerException(file + ", record " + line + " has " + fields.size() + " fields, expected "
                            + header.size() + " as in the header");
                }
                for (int i = 0; i < fields.size(); i++) {
                    row.put(String.valueOf(header.get(i)), fields.get(i));
                }
                sink.accept(row);
            }
        } catch (IOException e) {
            throw new ScorerException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable List<@Nullable String> next(BufferedReader reader) throws IOException {
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (; ; c = reader.read()) {
            if (quoted) {
                if (c < 0) {
                    throw new IOException("a quoted field does not end");
                }
                if (c != '"') {
                    field.append((char) c);
                } else {
                    reader.mark(1);
                    if (reader.read() == '"') {
                        field.append('"');
                    } else {
                        reader.reset();
                        quoted = false;
                    }
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
                wasQuoted = true;
            } else if (c == ',' || c == '\n' || c < 0) {
                fields.add(field.isEmpty() && !wasQuoted ? null : field.toString());
                field.setLength(0);
                wasQuoted = false;
                if (c != ',') {
                    return fields;
                }
            } else if (c != '\r') {
                field.append((char) c);
            }
        }
    }
}
