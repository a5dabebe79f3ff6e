package dev.evenflow.archive.store.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** UTF-8, quoted as RFC 4180 says, with a header; lines end with a line feed. A null is empty, an empty text is {@code ""}. */
final class CsvWriter implements DatasetWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private final BufferedWriter out;
    private final boolean[] timestamps;

    CsvWriter(Path file, List<Column> columns) throws IOException {
        this.out = Files.newBufferedWriter(file);
        this.timestamps = new boolean[columns.size()];
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] = columns.get(i).type().equals(Column.TIMESTAMP);
            if (i > 0) {
                out.write(',');
            }
            out.write(quoted(columns.get(i).name()));
        }
        out.write('\n');
    }

    @Override
    public void write(@Nullable Object[] row) throws IOException {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            Object value = row[i];
            if (value != null) {
                out.write(timestamps[i] ? time((Long) value) : text(value));
            }
        }
        out.write('\n');
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return FeatureValues.text(number);
        }
        return value instanceof String text ? quoted(text) : value.toString();
    }

    private static String time(long micros) {
        return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }

    static String quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return '"' + text.replace("\"", "\"\"") + '"';
            }
        }
        return text.isEmpty() ? "\"\"" : text;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
