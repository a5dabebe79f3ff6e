package dev.evenflow.fraud.function;

import dev.evenflow.features.row.TextHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Byte strings by key, bounded in memory, in segments that are filled one after the other and then over again from the first:
 * what was used since its segment was last filled stays, the rest has to go. No object for a key, so that the garbage collector
 * has nothing to follow and nothing to move, and a value that grows leaves no garbage behind.
 *
 * <p>A key has a slot for as long as it is here; slots are small numbers that are given again. Not thread-safe.
 */
final class HeaderRing {
    /** No slot. */
    static final int NONE = -1;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** Of an entry: its slot, room for the value, length of the key, then key and value. */
    private static final int ROOM = 4;

    private static final int KEY_LENGTH = 8;
    private static final int KEY = 12;
    /** Entries begin at multiples of eight bytes. */
    private static final int UNIT_BITS = 3;

    private static final long MOST_BYTES = (long) Integer.MAX_VALUE << UNIT_BITS;
    /** Of a slot outside its entry. */
    private static final int SLOT_BYTES = 2 * Integer.BYTES + 1;
    /** An entry is at most such a part of a segment, and as much is free in one that begins to be filled again. */
    private static final int ENTRY_PART = 4;

    /** Told of a slot whose key has to go, while everything is still there. */
    interface Leaving {
        void leave(int slot) throws Exception;
    }

    private final long mostBytes;
    private final int segmentBits;
    private final int segmentBytes;
    private final Leaving leaving;
    /** Of keys, and different in every ring, so that nobody can choose keys that meet. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final List<byte[]> segments = new ArrayList<>();
    /** How far each is filled. */
    private int[] ends = new int[4];
    /** The one that is being filled. */
    private int head = NONE;
    /** Whether all that may be are there, so that the oldest is filled again. */
    private boolean full;

    /** By slot: where the entry is, in units over all segments; {@link #NONE} for a slot that is free. */
    private int[] places = new int[64];

    private int[] lengths = new int[64];
    /** By slot: 1 where it was used since its segment was filled. */
    private byte[] used = new byte[64];

    private int slots;
    private int[] free = new int[64];
    private int freed;

    /** Open addressing: the key's hash above, its slot + 1 below; 0 where nothing is. */
    private long[] table = new long[128];
    /** How many keys are in it. */
    private int size;
    /** The slot whose value is about to be put elsewhere; else {@link #NONE}. */
    private int leftBehind = NONE;

    /**
     * @param mostBytes about so much is used, but at least two segments, and no more than places reach
     * @param segmentBits a segment has two to the power of it bytes; an entry is a quarter of one at most
     */
    HeaderRing(long mostBytes, int segmentBits, Leaving leaving) {
        this.mostBytes = Math.min(mostBytes, MOST_BYTES);
        this.segmentBits = segmentBits;
        this.segmentBytes = 1 << segmentBits;
        this.leaving = leaving;
    }

    /** What it uses of the heap. */
    long bytes() {
        return (long) segments.size() * segmentBytes
                + (long) table.length * Long.BYTES
                + (long) places.length * SLOT_BYTES
                + (long) free.length * Integer.BYTES;
    }

    /** The key's slot, or {@link #NONE}. */
    int find(byte[] key, int keyLength) {
        int hash = hash(key, 0, keyLength);
        int mask = table.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            long found = table[at];
            if (found == 0) return NONE;
            if ((int) (found >>> 32) != hash) continue;
            int slot = (int) found - 1;
            byte[] segment = bytes(slot);
            int entry = entry(slot);
            int from = entry + KEY;
            if ((int) INTS.get(segment, entry + KEY_LENGTH) == keyLength
                    && Arrays.equals(segment, from, from + keyLength, key, 0, keyLength)) {
                used[slot] = 1;
                return slot;
            }
        }
    }

    /** The array that the slot's value is in, for reading until anything is put. */
    byte[] bytes(int slot) {
        return segments.get(places[slot] >>> segmentBits - UNIT_BITS);
    }

    /** Where in {@link #bytes} the value begins. */
    int offset(int slot) {
        int entry = entry(slot);
        return entry + KEY + (int) INTS.get(bytes(slot), entry + KEY_LENGTH);
    }

    int length(int slot) {
        return lengths[slot];
    }

    /** A copy of the slot's key. */
    byte[] key(int slot) {
        int from = entry(slot) + KEY;
        return Arrays.copyOfRange(bytes(slot), from, offset(slot));
    }

    private int entry(int slot) {
        return places[slot] << UNIT_BITS & segmentBytes - 1;
    }

    /** Whether a value of that length can be kept at all. */
    boolean fits(int keyLength, int length) {
        return entryBytes(keyLength, room(length)) <= segmentBytes / ENTRY_PART;
    }

    /** Values mostly grow by little. */
    private static int room(int length) {
        return length + length / 4 + 16;
    }

    private static int entryBytes(int keyLength, int room) {
        return KEY + keyLength + room + (1 << UNIT_BITS) - 1 >> UNIT_BITS << UNIT_BITS;
    }

    /**
     * Keeps a copy of a value that {@link #fits}, if need be at the cost of others, and returns the key's slot.
     *
     * @param slot what {@link #find} returned for the key
     */
    int put(byte[] key, int keyLength, int slot, byte[] from, int length) throws Exception {
        if (slot != NONE) {
            byte[] segment = bytes(slot);
            int entry = entry(slot);
            if (length <= (int) INTS.get(segment, entry + ROOM)) {
                System.arraycopy(from, 0, segment, entry + KEY + keyLength, length);
                lengths[slot] = length;
                return slot;
            }
        }
        int room = room(length);
        int bytes = entryBytes(keyLength, room);
        if (head == NONE || ends[head] + bytes > segmentBytes) {
            leftBehind = slot;
            nextSegment();
            leftBehind = NONE;
        }
        byte[] segment = segments.get(head);
        int entry = ends[head];
        ends[head] += bytes;
        int mine = slot == NONE ? newSlot() : slot;
        INTS.set(segment, entry, mine);
        INTS.set(segment, entry + ROOM, room);
        INTS.set(segment, entry + KEY_LENGTH, keyLength);
        System.arraycopy(key, 0, segment, entry + KEY, keyLength);
        System.arraycopy(from, 0, segment, entry + KEY + keyLength, length);
        places[mine] = place(head, entry);
        lengths[mine] = length;
        used[mine] = 1;
        if (slot == NONE) enter(mine, hash(key, 0, keyLength));
        return mine;
    }

    private int place(int segment, int entry) {
        return (segment << segmentBits - UNIT_BITS) + (entry >>> UNIT_BITS);
    }

    private void nextSegment() throws Exception {
        if (!full) {
            full = segments.size() >= 2 && bytes() + segmentBytes > mostBytes;
            if (!full) {
                head = segments.size();
                segments.add(new byte[segmentBytes]);
                if (head == ends.length) ends = Arrays.copyOf(ends, 2 * head);
                ends[head] = 0;
                return;
            }
        }
        int oldest = (head + 1) % segments.size();
        makeRoom(oldest);
        compact(oldest);
        head = oldest;
    }

    /** Lets go what was not used, and if that is not enough more, in a segment that nothing is moved in yet. */
    private void makeRoom(int number) throws Exception {
        byte[] segment = segments.get(number);
        int kept = 0;
        for (int entry = 0, next; entry < ends[number]; entry = next) {
            next = after(segment, entry);
            int slot = (int) INTS.get(segment, entry);
            if (!isLive(slot, number, entry)) continue;
            if (used[slot] != 0 && kept + next - entry <= segmentBytes - segmentBytes / ENTRY_PART) {
                used[slot] = 0;
                kept += next - entry;
            } else {
                leaving.leave(slot);
                remove(slot);
            }
        }
    }

    /** Moves what is left to the beginning. */
    private void compact(int number) {
        byte[] segment = segments.get(number);
        int to = 0;
        for (int entry = 0, next; entry < ends[number]; entry = next) {
            next = after(segment, entry);
            int slot = (int) INTS.get(segment, entry);
            if (!isLive(slot, number, entry)) continue;
            System.arraycopy(segment, entry, segment, to, next - entry);
            places[slot] = place(number, to);
            to += next - entry;
        }
        ends[number] = to;
    }

    /** Where the entry that follows one begins. */
    private static int after(byte[] segment, int entry) {
        return entry + entryBytes((int) INTS.get(segment, entry + KEY_LENGTH), (int) INTS.get(segment, entry + ROOM));
    }

    /** Whether an entry is the latest of its key. */
    private boolean isLive(int slot, int segment, int entry) {
        return places[slot] == place(segment, entry) && slot != leftBehind;
    }

    /** Forgets the slot's key. */
    void remove(int slot) {
        byte[] segment = bytes(slot);
        int from = entry(slot) + KEY;
        leaveTable(slot, hash(segment, from, offset(slot) - from));
        places[slot] = NONE;
        if (freed == free.length) free = Arrays.copyOf(free, 2 * freed);
        free[freed++] = slot;
    }

    private int newSlot() {
        if (freed > 0) return free[--freed];
        if (slots == places.length) {
            places = Arrays.copyOf(places, 2 * slots);
            lengths = Arrays.copyOf(lengths, 2 * slots);
            used = Arrays.copyOf(used, 2 * slots);
        }
        return slots++;
    }

    private int hash(byte[] key, int from, int length) {
        return (int) (TextHash.of(key, from, length, seed) >>> 32);
    }

    private void enter(int slot, int hash) {
        if (++size > table.length / 2) {
            long[] old = table;
            table = new long[2 * old.length];
            for (long entry : old) if (entry != 0) enter(entry);
        }
        enter((long) hash << 32 | slot + 1);
    }

    private void enter(long entry) {
        int mask = table.length - 1;
        int at = (int) (entry >>> 32) & mask;
        while (table[at] != 0) at = (at + 1) & mask;
        table[at] = entry;
    }

    private void leaveTable(int slot, int hash) {
        int mask = table.length - 1;
        int gap = hash & mask;
        while ((int) table[gap] != slot + 1) gap = (gap + 1) & mask;
        size--;
        // Those that follow without a hole between move up where that is not before their own place
        // (D. E. Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
        for (int at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
            int home = (int) (table[at] >>> 32) & mask;
            if (((at - home) & mask) < ((at - gap) & mask)) continue;
            table[gap] = table[at];
            gap = at;
        }
        table[gap] = 0;
    }
}
