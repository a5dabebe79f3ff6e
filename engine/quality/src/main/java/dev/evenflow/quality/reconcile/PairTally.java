package dev.evenflow.quality.reconcile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Verdicts of one rule: of how many keys it was decided whether they have their partner, and of how many it is missing. Merges;
 * order does not matter but for which examples are kept. Not for several threads.
 */
public final class PairTally {
    private static final int VERSION = 1;
    private static final int EXAMPLES = 5;

    private final String rule;
    private final Side here = new Side();
    private final Side there = new Side();
    private long repeated;
    private long lastMs = Long.MIN_VALUE;
    private final List<Place> examples = new ArrayList<>();

    public PairTally(String rule) {
        this.rule = rule;
    }

    /** Counts of one of the two topics. */
    private static final class Side {
        long judged;
        long missing;
        long late;
    }

    private Side side(boolean isHere) {
        return isHere ? here : there;
    }

    void paired(boolean isHere, long atMs) {
        side(isHere).judged++;
        lastMs = Math.max(lastMs, atMs);
    }

    void missing(Place place, long atMs) {
        Side side = side(place.here());
        side.judged++;
        side.missing++;
        lastMs = Math.max(lastMs, atMs);
        if (examples.size() < EXAMPLES) examples.add(place);
    }

    void late(boolean isHere) {
        side(isHere).late++;
    }

    void again() {
        repeated++;
    }

    public String rule() {
        return rule;
    }

    /** Keys of the topic with the rule that were decided on, the missing among them. */
    public long here() {
        return here.judged;
    }

    public long hereMissing() {
        return here.missing;
    }

    public long there() {
        return there.judged;
    }

    public long thereMissing() {
        return there.missing;
    }

    /** Of those that were missing in time, now or in an earlier tally: how many partners have come since. */
    public long late() {
        return here.late + there.late;
    }

    /** Records whose key had been seen on the same side; they are not decided on again. */
    public long repeated() {
        return repeated;
    }

    /** The log's time of the last verdict; {@link Long#MIN_VALUE} without any. */
    public long lastMs() {
        return lastMs;
    }

    /** Some of the records without partner. */
    public List<Place> examples() {
        return List.copyOf(examples);
    }

    public boolean isEmpty() {
        return here.judged == 0 && there.judged == 0 && late() == 0 && repeated == 0;
    }

    /** @throws IllegalArgumentException if the other one is of another rule */
    public void merge(PairTally other) {
        if (!rule.equals(other.rule))
            throw new IllegalArgumentException("tally of rule " + other.rule + ", expected one of rule " + rule);
        for (boolean isHere : new boolean[] {true, false}) {
            side(isHere).judged += other.side(isHere).judged;
            side(isHere).missing += other.side(isHere).missing;
            side(isHere).late += other.side(isHere).late;
        }
        repeated += other.repeated;
        lastMs = Math.max(lastMs, other.lastMs);
        for (Place place : other.examples) if (examples.size() < EXAMPLES) examples.add(place);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(rule);
            for (Side side : List.of(here, there)) {
                out.writeLong(side.judged);
                out.writeLong(side.missing);
                out.writeLong(side.late);
            }
            out.writeLong(repeated);
            out.writeLong(lastMs);
            out.writeByte(examples.size());
            for (Place place : examples) place.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException on bytes of an unknown version, or broken ones */
    public static PairTally fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "pair tally of version " + version + ", expected version " + VERSION);
            PairTally tally = new PairTally(in.readUTF());
            for (Side side : List.of(tally.here, tally.there)) {
                side.judged = in.readLong();
                side.missing = in.readLong();
                side.late = in.readLong();
            }
            tally.repeated = in.readLong();
            tally.lastMs = in.readLong();
            for (int i = in.readUnsignedByte(); i > 0; i--) tally.examples.add(Place.read(in));
            return tally;
        } catch (IOException e) {
            throw new IllegalArgumentException("pair tally: the bytes are cut short or broken", e);
        }
    }
}
