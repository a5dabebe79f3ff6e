package dev.evenflow.fraud.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Some threads that share numbered pieces of work: each takes the next one that nobody has. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    /** What one thread does, piece by piece. */
    interface Worker {
        void piece(int number) throws Exception;
    }

    /** Makes a thread's worker, so that it can have something of its own. */
    interface Hiring {
        Worker worker() throws Exception;
    }

    Workers(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads);
    }

    int threads() {
        return threads;
    }

    /** Returns when all pieces are done, or throws what went wrong with the first. */
    void each(int pieces, Hiring hiring) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, pieces); i++)
            all.add(pool.submit(() -> {
                Worker worker = hiring.worker();
                for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement())
                    worker.piece(piece);
                return null;
            }));
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                next.set(pieces);
                if (e.getCause() instanceof Exception cause) throw cause;
                throw e;
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
