package dev.evenflow.fraud.function;

import java.util.NoSuchElementException;

/** Small numbers, first in, first out. */
final class SlotQueue {
    /** Its length is a power of two. */
    private int[] slots = new int[64];

    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(int slot) {
        if (size == slots.length) {
            int[] larger = new int[2 * size];
            System.arraycopy(slots, head, larger, 0, size - head);
            System.arraycopy(slots, 0, larger, size - head, head);
            slots = larger;
            head = 0;
        }
        slots[head + size++ & slots.length - 1] = slot;
    }

    int first() {
        if (size == 0) throw new NoSuchElementException();
        return slots[head];
    }

    void removeFirst() {
        if (size == 0) throw new NoSuchElementException();
        head = head + 1 & slots.length - 1;
        size--;
    }
}
