package dev.evenflow.flink.lineage;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way: offering never waits and never fails. What finds no room, or cannot be sent, is lost and counted;
 * the log says so once, until something is sent again. A daemon thread sends, and ends soon after {@link #close}.
 */
final class LineageOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineageOutbox.class);
    private static final int ROOM = 256;
    private static final long LOOK_MS = 200;

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(ROOM);
    private final LineageTransport transport;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private boolean said;

    LineageOutbox(LineageTransport transport) {
        this.transport = transport;
        this.thread = new Thread(this::deliver, "lineage");
        thread.setDaemon(true);
        thread.start();
    }

    void offer(String event) {
        if (closed || !waiting.offer(event)) lost.incrementAndGet();
    }

    long sent() {
        return sent.get();
    }

    long lost() {
        return lost.get();
    }

    private void deliver() {
        try {
            while (true) {
                String event = waiting.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (event != null) deliver(event);
                else if (closed) return;
            }
        } catch (InterruptedException e) {
            lost.addAndGet(waiting.size());
        }
    }

    private void deliver(String event) throws InterruptedException {
        try {
            transport.send(event);
            sent.incrementAndGet();
            said = false;
        } catch (InterruptedException e) {
            lost.incrementAndGet();
            throw e;
        } catch (Exception | LinkageError e) {
            lost.incrementAndGet();
            // a job whose lineage cannot be told is still a good job
            if (!said) LOG.warn("Events of lineage are lost, the job goes on: {}", e.toString());
            said = true;
        }
    }

    /** Whether nothing is on its way any more; waits that long. For tests and for programs that end. */
    boolean awaitEnd(long ms) throws InterruptedException {
        thread.join(ms);
        return !thread.isAlive();
    }

    /** Takes nothing more; what waits is still sent. Does not wait. */
    @Override
    public void close() {
        closed = true;
    }
}
