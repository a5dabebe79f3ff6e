package dev.evenflow.platform.backfill;

import dev.evenflow.platform.PlatformException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.format.Util;

/**
 * What a backfill left in its output directory, counted from the files themselves.
 *
 * @param rows records; in CSV lines without the headers
 */
public record OutputFiles(int files, long bytes, long rows) {

    private static final int PARQUET_TAIL = 8;

    public static OutputFiles count(Path directory) {
        if (!Files.isDirectory(directory)) {
            return new OutputFiles(0, 0, 0);
        }
        int files = 0;
        long bytes = 0;
        long rows = 0;
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> finished = paths.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(path -> !path.getFileName().toString().startsWith("_"))
                    .toList();
            for (Path file : finished) {
                files++;
                bytes += Files.size(file);
                rows += rows(file);
            }
            return new OutputFiles(files, bytes, rows);
        } catch (IOException e) {
            throw new PlatformException("cannot count the rows in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static long rows(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".avro")) {
            return avroRows(file);
        }
        if (name.endsWith(".parquet")) {
            return parquetRows(file);
        }
        return name.endsWith(".csv") ? Math.max(0, lines(file) - 1) : 0;
    }

    /** From the headers of the blocks; nothing is decoded. */
    private static long avroRows(Path file) throws IOException {
        long rows = 0;
        try (DataFileStream<GenericRecord> stream =
                new DataFileStream<>(new BufferedInputStream(Files.newInputStream(file)), new GenericDatumReader<>())) {
            while (stream.hasNext()) {
                rows += stream.getBlockCount();
                stream.nextBlock();
            }
        }
        return rows;
    }

    /** From the footer. */
    private static long parquetRows(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[PARQUET_TAIL];
            in.seek(in.length() - PARQUET_TAIL);
            in.readFully(tail);
            int footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
            in.seek(in.length() - PARQUET_TAIL - footer);
            byte[] bytes = new byte[footer];
            in.readFully(bytes);
            return Util.readFileMetaData(new ByteArrayInputStream(bytes), true).getNum_rows();
        }
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
        }
        return lines;
    }
}
