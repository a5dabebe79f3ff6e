package dev.evenflow.features.kernel;

/** A sealed chunk's bytes, taken apart. */
final class SealedChunk {
    final byte[] bytes;
    final int count;
    final long lastTime;
    final int hotFrom;
    final int hotTo;

    SealedChunk(byte[] bytes) {
        ByteSource in = new ByteSource();
        in.over(bytes, 0);
        int version = in.octet();
        if (version != ChunkBytes.VERSION)
            throw new IllegalStateException(
                    "a chunk of events has version " + version + "; this build reads " + ChunkBytes.VERSION);
        this.bytes = bytes;
        this.count = in.size();
        this.lastTime = in.signed();
        int hot = in.size();
        this.hotFrom = in.at;
        this.hotTo = in.at + hot;
    }

    /** Time of the first event. */
    long firstTime() {
        ByteSource in = new ByteSource();
        in.over(bytes, hotFrom);
        return in.signed();
    }
}
