package dev.evenflow.flink.files;

import java.io.IOException;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.parquet.io.PositionOutputStream;

/** A sink's stream for libraries that close what they write to: the sink closes it itself, once the file is durable. */
final class UnclosedOutput extends PositionOutputStream {
    private final FSDataOutputStream stream;

    UnclosedOutput(FSDataOutputStream stream) {
        this.stream = stream;
    }

    @Override
    public long getPos() throws IOException {
        return stream.getPos();
    }

    @Override
    public void write(int b) throws IOException {
        stream.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        stream.flush();
    }
}
