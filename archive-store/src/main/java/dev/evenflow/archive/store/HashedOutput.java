package dev.evenflow.archive.store;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file whose SHA-256 is known when it has been written. For one file, written once. */
final class HashedOutput implements OutputFile {
    private final OutputFile file;
    private final MessageDigest digest;

    HashedOutput(OutputFile file) {
        this.file = file;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** SHA-256 of what was written; once, after the file was closed. */
    byte[] sha256() {
        return digest.digest();
    }

    @Override
    public PositionOutputStream create() {
        return new Hashed(file.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return new Hashed(file.createOrOverwrite());
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public InputFile toInputFile() {
        return file.toInputFile();
    }

    private final class Hashed extends PositionOutputStream {
        private final PositionOutputStream stream;

        Hashed(PositionOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public long storedLength() throws IOException {
            return stream.storedLength();
        }

        @Override
        public void write(int b) throws IOException {
            stream.write(b);
            digest.update((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            digest.update(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
