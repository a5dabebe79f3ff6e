package dev.evenflow.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Held while processes of a home are started or stopped, so that two commands do not do it at once. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private HomeLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static HomeLock take(PlatformHome home) {
        try {
            Files.createDirectories(home.root());
            FileChannel channel =
                    FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw busy(home);
            }
            return new HomeLock(channel, lock);
        } catch (OverlappingFileLockException e) {
            throw busy(home);
        } catch (IOException e) {
            throw new PlatformException("cannot lock " + home.lockFile() + ": " + e.getMessage(), e);
        }
    }

    private static PlatformException busy(PlatformHome home) {
        return new PlatformException(
                "another ./evenflow command is starting or stopping the platform of " + home.root());
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new PlatformException("cannot release the lock of the platform", e);
        }
    }
}
