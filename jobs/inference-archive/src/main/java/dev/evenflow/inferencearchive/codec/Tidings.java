package dev.evenflow.inferencearchive.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the committer is told: of a data file, or of records of one partition. Numbers are since the last tidings of the
 * same kind.
 *
 * @param commit number of the commit it belongs to; given by the committer, 0 on the way
 * @param batch a written batch in its versioned form; null for tidings of a partition
 * @param from first offset of records read; -1 where none were
 * @param to offset after the last of them
 */
public record Tidings(
        long commit,
        byte @Nullable [] batch,
        String topic,
        int partition,
        long from,
        long to,
        long records,
        long quarantined,
        long duplicates) {

    public static Tidings written(byte[] batch) {
        return new Tidings(0, batch, "", 0, -1, -1, 0, 0, 0);
    }

    public static Tidings read(String topic, int partition, long from, long to, long records, long quarantined) {
        return new Tidings(0, null, topic, partition, from, to, records, quarantined, 0);
    }

    public static Tidings duplicate(String topic, int partition) {
        return new Tidings(0, null, topic, partition, -1, -1, 0, 0, 1);
    }

    public Tidings of(long commitNumber) {
        return new Tidings(commitNumber, batch, topic, partition, from, to, records, quarantined, duplicates);
    }
}
