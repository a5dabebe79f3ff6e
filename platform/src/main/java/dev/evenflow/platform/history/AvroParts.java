package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into {@code DIR/part-00000.avro}, {@code part-00001.avro}, …, each full one before the next. The bytes
 * depend on the records alone.
 */
final class AvroParts implements AutoCloseable {
    // every reader of Avro has deflate; other codecs need a jar of their own
    private static final CodecFactory CODEC = CodecFactory.deflateCodec(3);
    private static final int SYNC_INTERVAL = 256 << 10;

    private final Path directory;
    private final Schema schema;
    private final long recordsPerPart;
    private @Nullable DataFileWriter<SpecificRecord> part;
    private long records;
    private int parts;

    AvroParts(Path directory, Schema schema, long recordsPerPart) {
        this.directory = directory;
        this.schema = schema;
        this.recordsPerPart = recordsPerPart;
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new PlatformException("--out: " + directory
                            + " is not empty; choose a new directory, so that histories do not mix");
                }
            }
            roll();
        } catch (IOException e) {
            throw new PlatformException("cannot write to " + directory + ": " + e, e);
        }
    }

    void write(SpecificRecord value) throws IOException {
        if (records > 0 && records % recordsPerPart == 0) {
            roll();
        }
        if (part == null) {
            throw new IllegalStateException("closed");
        }
        part.append(value);
        records++;
    }

    long records() {
        return records;
    }

    private void roll() throws IOException {
        close();
        String name = String.format(Locale.ROOT, "part-%05d.avro", parts++);
        DataFileWriter<SpecificRecord> next = new DataFileWriter<>(new SpecificDatumWriter<>(schema));
        next.setCodec(CODEC);
        next.setSyncInterval(SYNC_INTERVAL);
        part = next.create(
                schema,
                new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)), 1 << 16),
                marker(name));
    }

    /** Avro's own marker is random, which would make two runs differ. */
    private byte[] marker(String name) {
        UUID id = UUID.nameUUIDFromBytes((schema.getFullName() + "/" + name).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void close() throws IOException {
        if (part != null) {
            part.close();
            part = null;
        }
    }
}
