package dev.evenflow.platform.quality.data;

import dev.evenflow.platform.PlatformException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The cells of a CSV file, row by row (RFC 4180: quotes around cells, doubled within, line ends inside them). The first row is the header. */
final class CsvLines implements AutoCloseable {
    private final Path file;
    private final BufferedReader reader;
    private final List<String> header;
    private long line;

    CsvLines(Path file) throws IOException {
        this.file = file;
        reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8), 1 << 16);
        List<String> first = next();
        if (first == null) {
            reader.close();
            throw new PlatformException(file + ": empty, expected a line with the names of the columns");
        }
        header = first;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        String name = file.getFileName().toString();
        if (name.endsWith(".xz")) {
            return new XZInputStream(raw);
        }
        return name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    }

    List<String> header() {
        return header;
    }

    /** Of the row that was read last: where it ends. */
    long line() {
        return line;
    }

    /** Null at the end. Empty lines are passed over. */
    @Nullable
    List<String> next() throws IOException {
        String text = reader.readLine();
        line++;
        while (text != null && text.isEmpty()) {
            text = reader.readLine();
            line++;
        }
        if (text == null) {
            return null;
        }
        if (line == 1 && text.charAt(0) == '\ufeff') {
            text = text.substring(1);
        }
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            if (at < text.length() && text.charAt(at) == '"') {
                StringBuilder cell = new StringBuilder();
                at++;
                while (true) {
                    int quote = text.indexOf('"', at);
                    if (quote < 0) {
                        cell.append(text, at, text.length()).append('\n');
                        text = reader.readLine();
                        line++;
                        if (text == null) {
                            throw new PlatformException(file + ":" + line + ": a quoted cell does not end");
                        }
                        at = 0;
                    } else if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                        cell.append(text, at, quote + 1);
                        at = quote + 2;
                    } else {
                        cell.append(text, at, quote);
                        at = quote + 1;
                        break;
                    }
                }
                cells.add(cell.toString());
                if (at < text.length() && text.charAt(at) != ',') {
                    throw new PlatformException(file + ":" + line + ": text after the closing quote of a cell");
                }
            } else {
                int comma = text.indexOf(',', at);
                cells.add(comma < 0 ? text.substring(at) : text.substring(at, comma));
                at = comma < 0 ? text.length() : comma;
            }
            if (at >= text.length()) {
                return cells;
            }
            at++; // the comma; a row may end with it
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
