package dev.evenflow.quality.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What was seen of one entity group. Times are milliseconds since 1970.
 *
 * @param lastLogTime the log's time of its last record
 * @param latestEventTime the latest event time of its records
 */
public record GroupNews(long records, long lastLogTime, long latestEventTime) {
    GroupNews and(GroupNews other) {
        return new GroupNews(
                records + other.records,
                Math.max(lastLogTime, other.lastLogTime),
                Math.max(latestEventTime, other.latestEventTime));
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(records);
        out.writeLong(lastLogTime);
        out.writeLong(latestEventTime);
    }

    static GroupNews read(DataInputStream in) throws IOException {
        return new GroupNews(in.readLong(), in.readLong(), in.readLong());
    }
}
