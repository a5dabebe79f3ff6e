package dev.evenflow.platform.parity;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** The Avro files that a batch run wrote: below {@code DIR/vectors}, or anywhere below DIR if that is not there. */
final class VectorFiles implements VectorSource {
    private final Path directory;
    private final List<Path> files;

    VectorFiles(Path given) {
        directory = Files.isDirectory(given.resolve("vectors")) ? given.resolve("vectors") : given;
        if (!Files.isDirectory(directory)) {
            throw new PlatformException(
                    given + " is not a directory, expected one that a backfill wrote with --format avro");
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            files = paths.filter(Files::isRegularFile)
                    .filter(VectorFiles::isAvro)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + directory + ": " + e, e);
        }
        if (files.isEmpty()) {
            throw new PlatformException(
                    "there is no Avro file in " + directory + ", expected what a backfill wrote with --format avro");
        }
    }

    /** By its first bytes: writers name their files as they like. */
    private static boolean isAvro(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return magic.length == 4 && magic[0] == 'O' && magic[1] == 'b' && magic[2] == 'j' && magic[3] == 1;
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return directory.toString();
    }

    Schema schema() {
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(files.get(0).toFile(), new GenericDatumReader<>())) {
            return reader.getSchema();
        } catch (IOException e) {
            throw new PlatformException("cannot read " + files.get(0) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void read(Sink sink) {
        for (Path file : files) {
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                VectorLayout layout = new VectorLayout(reader.getSchema());
                while (reader.hasNext()) {
                    long count = reader.getBlockCount();
                    ByteBuffer block = reader.nextBlock();
                    byte[] bytes = new byte[block.remaining()];
                    block.get(bytes);
                    int offset = 0;
                    for (long i = 0; i < count; i++) {
                        layout.locate(bytes, offset, bytes.length);
                        int end = layout.end();
                        sink.accept(reader.getSchema(), bytes, offset, end);
                        offset = end;
                    }
                }
            } catch (IOException | AvroRuntimeException e) {
                throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
