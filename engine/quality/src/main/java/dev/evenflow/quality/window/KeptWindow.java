package dev.evenflow.quality.window;

import java.nio.ByteBuffer;

/** A window that is gathered, or was judged and may still be judged again. */
final class KeptWindow {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + 4 + 1;

    final long startMs;
    final WindowProfile profile;
    /** How often it was judged. */
    int judged;
    /** Whether something came since it was judged last. */
    boolean changed;
    /** Whether it is to be stored with the next checkpoint. */
    boolean unsaved;

    KeptWindow(long startMs, WindowProfile profile) {
        this.startMs = startMs;
        this.profile = profile;
    }

    void add(WindowProfile part) {
        profile.merge(part);
        changed = true;
        unsaved = true;
    }

    byte[] toBytes() {
        byte[] body = profile.toBytes();
        return ByteBuffer.allocate(HEADER + body.length)
                .put(VERSION)
                .putInt(judged)
                .put((byte) (changed ? 1 : 0))
                .put(body)
                .array();
    }

    /** @throws IllegalArgumentException if another version wrote it */
    static KeptWindow fromBytes(long startMs, byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != VERSION)
            throw new IllegalArgumentException(
                    "a kept window has version " + (bytes.length == 0 ? "none" : bytes[0]) + ", expected " + VERSION);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int judged = buffer.getInt();
        boolean changed = buffer.get() == 1;
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        KeptWindow window = new KeptWindow(startMs, WindowProfile.fromBytes(body));
        window.judged = judged;
        window.changed = changed;
        return window;
    }
}
