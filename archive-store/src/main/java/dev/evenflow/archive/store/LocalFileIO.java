package dev.evenflow.archive.store;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Iceberg's files on this machine, without Hadoop's file systems: a file appears when it is complete, and then its bytes are on
 * the disk.
 *
 * <p>Locations are paths, or {@code file:} URIs.
 */
public final class LocalFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;

    /** For {@code CatalogUtil}, which makes it of its name. */
    public LocalFileIO() {}

    private static Path path(String location) {
        return Path.of(location.startsWith("file:") ? location.replaceFirst("^file:/+", "/") : location);
    }

    @Override
    public InputFile newInputFile(String location) {
        return org.apache.iceberg.Files.localInput(path(location).toFile());
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutput(location);
    }

    @Override
    public void deleteFile(String location) {
        try {
            if (!Files.deleteIfExists(path(location))) {
                throw new NotFoundException("there is no file %s to delete", location);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + location, e);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path directory = path(prefix);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(LocalFileIO::info).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + prefix, e);
        }
    }

    private static FileInfo info(Path file) {
        try {
            return new FileInfo(
                    file.toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + file, e);
        }
    }

    @Override
    public void deletePrefix(String prefix) {
        listPrefix(prefix).forEach(file -> deleteFile(file.location()));
    }

    private record LocalOutput(String location) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            if (Files.exists(path(location))) {
                throw new AlreadyExistsException("the file %s exists", location);
            }
            return createOrOverwrite();
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            try {
                Path file = path(location).toAbsolutePath();
                Path directory = file.getParent();
                if (directory == null) {
                    throw new IOException("expected a file in a directory");
                }
                Files.createDirectories(directory);
                return new LocalStream(file, directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part"));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + location, e);
            }
        }

        @Override
        public InputFile toInputFile() {
            return org.apache.iceberg.Files.localInput(path(location).toFile());
        }
    }

    /** Writes beside the file and moves it there when it is whole. */
    private static final class LocalStream extends PositionOutputStream {
        private final Path target;
        private final Path part;
        private final FileOutputStream file;
        private final BufferedOutputStream stream;
        private long position;
        private boolean failed;
        private boolean closed;

        LocalStream(Path target, Path part) throws IOException {
            this.target = target;
            this.part = part;
            this.file = new FileOutputStream(part.toFile());
            this.stream = new BufferedOutputStream(file, 1 << 16);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            failed = true;
            stream.write(b);
            failed = false;
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            failed = true;
            stream.write(bytes, offset, length);
            failed = false;
            position += length;
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (file) {
                if (!failed) {
                    stream.flush();
                    file.getChannel().force(true);
                }
            }
            if (failed) {
                Files.deleteIfExists(part);
            } else {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
