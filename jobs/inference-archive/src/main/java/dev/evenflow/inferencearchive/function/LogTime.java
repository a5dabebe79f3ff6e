package dev.evenflow.inferencearchive.function;

import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermarks of one partition in the log's time, which goes on when the partition is silent: after the idle time it
 * advances with the clock, so that a request whose answer never comes is archived although nothing else comes either.
 *
 * <p>A partition that has shown no record since the start is taken to have been read to its end after the idle time; its
 * time is then the clock's. All that a wrong guess can do is to archive a pair as two rows.
 */
public final class LogTime<T> implements WatermarkGenerator<T> {
    private final long disorderMs;
    private final long idleMs;
    private final Clock clock;
    private long latest = Long.MIN_VALUE;
    private long latestSeenAt;

    public LogTime(Duration disorder, Duration idle, Clock clock) {
        this.disorderMs = disorder.toMillis();
        this.idleMs = idle.toMillis();
        this.clock = clock;
        this.latestSeenAt = clock.millis();
    }

    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
        if (timestamp > latest) latest = timestamp;
        latestSeenAt = clock.millis();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = clock.millis();
        long silentMs = Math.max(0, now - latestSeenAt - idleMs);
        if (latest != Long.MIN_VALUE) output.emitWatermark(new Watermark(latest - disorderMs - 1 + silentMs));
        else if (silentMs > 0) output.emitWatermark(new Watermark(now - idleMs - disorderMs));
    }
}
