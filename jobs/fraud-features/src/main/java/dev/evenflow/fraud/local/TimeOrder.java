package dev.evenflow.fraud.local;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.PackedRows;
import dev.evenflow.features.row.RowOrder;
import java.util.Arrays;
import java.util.Comparator;

/** Puts rows in their total order: by time, which is nearly always enough, as one number with the place. Not thread-safe. */
final class TimeOrder {
    private final PackedRows rows;
    private final Comparator<FeatureRow> order;
    private final FeatureRow a;
    private final FeatureRow b;
    private long[] times = new long[1024];
    private int[] given = new int[1024];

    TimeOrder(PackedRows rows) {
        this.rows = rows;
        this.order = RowOrder.of(rows.layout());
        this.a = new FeatureRow(rows.layout());
        this.b = new FeatureRow(rows.layout());
    }

    void sort(int[] members, int from, int to) {
        int count = to - from;
        if (times.length < count) {
            times = new long[2 * count];
            given = new int[2 * count];
        }
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        boolean inOrder = true;
        boolean distinct = true;
        for (int i = 0; i < count; i++) {
            long time = rows.time(members[from + i]);
            times[i] = time;
            if (time <= most) {
                distinct = false;
                if (i > 0 && time < times[i - 1]) inOrder = false;
            }
            least = Math.min(least, time);
            most = Math.max(most, time);
        }
        if (distinct) return;
        if (!inOrder) byTime(members, from, count, least, most);
        for (int i = 1; i < count; i++) {
            if (times[i] != times[i - 1]) continue;
            int end = i + 1;
            while (end < count && times[end] == times[i]) end++;
            sameTime(members, from + i - 1, from + end);
            i = end;
        }
    }

    private void byTime(int[] members, int from, int count, long least, long most) {
        int placeBits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        if (Long.numberOfLeadingZeros(most - least) <= placeBits) {
            // thousands of years
            sameTime(members, from, from + count);
        } else {
            System.arraycopy(members, from, given, 0, count);
            for (int i = 0; i < count; i++) times[i] = times[i] - least << placeBits | i;
            Arrays.sort(times, 0, count);
            for (int i = 0; i < count; i++) {
                members[from + i] = given[(int) times[i] & (1 << placeBits) - 1];
                times[i] = (times[i] >> placeBits) + least;
            }
        }
    }

    /** By all that the order looks at. */
    private void sameTime(int[] members, int from, int to) {
        Integer[] sorted = new Integer[to - from];
        for (int i = 0; i < sorted.length; i++) sorted[i] = members[from + i];
        Arrays.sort(sorted, this::compare);
        for (int i = 0; i < sorted.length; i++) members[from + i] = sorted[i];
    }

    private int compare(int first, int second) {
        rows.read(first, a);
        rows.read(second, b);
        return order.compare(a, b);
    }
}
