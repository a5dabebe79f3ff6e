package dev.evenflow.fraud.codec;

import dev.evenflow.features.row.FeatureRow;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the output of the job before ends, in topics that this one goes on with: what that one wrote is computed, as state depends on
 * it, but not written again. Text: {@code TIME@PARTITION:OFFSET,…}, as {@link dev.evenflow.fraud.ReadCut} finds it in a savepoint.
 *
 * @param settledUntil event time, epoch milliseconds, up to which all that had been read was settled
 * @param readUntil per partition of the transactions' topic, the offset after the last record that was read
 */
public record Cut(long settledUntil, TreeMap<Integer, Long> readUntil) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,19})@((?:\\d{1,6}:\\d{1,18},?)*)");

    /** An {@link IllegalArgumentException} says what was expected. */
    public static Cut parse(String text) {
        Matcher form = TEXT.matcher(text);
        if (!form.matches())
            throw new IllegalArgumentException(
                    "option --cut: '" + text
                            + "', expected TIME@PARTITION:OFFSET,… with the time in epoch milliseconds, for example 1700000000000@0:120,1:98");
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (String part : form.group(2).split(","))
            if (!part.isEmpty()) {
                String[] at = part.split(":");
                offsets.put(Integer.parseInt(at[0]), Long.parseLong(at[1]));
            }
        return new Cut(Long.parseLong(form.group(1)), offsets);
    }

    /** Whether the job before has not written it: what it had not read, or had read and not settled yet; and every correction. */
    boolean leaves(FeatureRow row, Emission emission) {
        boolean read = row.sourceOffset < readUntil.getOrDefault(row.sourcePartition, 0L);
        if (emission == Emission.SERVED) return !read;
        return row.kind != FeatureRow.Kind.EVENT || !read || row.time > settledUntil;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(settledUntil).append('@');
        for (Map.Entry<Integer, Long> at : readUntil.entrySet())
            text.append(at == readUntil.firstEntry() || text.charAt(text.length() - 1) == '@' ? "" : ",")
                    .append(at.getKey())
                    .append(':')
                    .append(at.getValue());
        return text.toString();
    }
}
