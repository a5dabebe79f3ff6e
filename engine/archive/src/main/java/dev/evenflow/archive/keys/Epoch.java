package dev.evenflow.archive.keys;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number that only grows, shared by all processes that map the same file of 8 bytes.
 *
 * <p>A query of the database for each record would cost more than sealing it; reading mapped memory costs nothing.
 */
final class Epoch {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    private Epoch(MappedByteBuffer memory) {
        this.memory = memory;
    }

    static Epoch map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Epoch(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        }
    }

    long get() {
        return (long) LONG.getVolatile(memory, 0);
    }

    void raiseTo(long epoch) {
        long seen = get();
        while (seen < epoch && !LONG.compareAndSet(memory, 0, seen, epoch)) seen = get();
    }
}
