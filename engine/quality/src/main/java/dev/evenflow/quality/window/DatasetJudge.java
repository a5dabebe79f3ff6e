package dev.evenflow.quality.window;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.WindowChecks;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.plan.WatchedDataset;
import dev.evenflow.quality.profile.RecordProfile;
import dev.evenflow.quality.reconcile.LedgerTally;
import dev.evenflow.quality.reconcile.PairTally;
import dev.evenflow.quality.skew.ComparisonTally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the parts of one dataset's windows, and judges a window when each partition is past it; and its freshness at any
 * moment. Reads no clock and knows no stream: times come in as milliseconds since 1970.
 *
 * <p>A judged window is kept for the dataset's lateness and judged again when more of it comes. Where event time is of now,
 * windows without a record are judged, too: nothing came is a finding.
 */
public final class DatasetJudge {
    private static final byte VERSION = 1;
    /** Longer silences are judged by their last windows only. */
    static final int MOST_EMPTY = 360;

    private final WatchedDataset watched;
    private final Contract contract;
    private final @Nullable RecordProfile baseline;
    private final String baselineName;
    private final Liveness liveness;
    private final long sizeMs;
    private final int recent;

    private final TreeMap<Long, KeptWindow> windows = new TreeMap<>();
    private final List<Long> dropped = new ArrayList<>();
    private PartitionBook partitions = new PartitionBook();
    private GroupBook groups = new GroupBook();
    private Expectations expectations;
    private CrossTallies across = new CrossTallies();
    /** Start of the first window that was not judged yet; {@link PartitionNews#NONE} before the first. */
    private long next = PartitionNews.NONE;
    /** Start of the first window of all: reading began somewhere in it. */
    private long first = PartitionNews.NONE;

    private long late;

    /**
     * @param baseline null where the dataset has none
     * @param deafMs after this long without word of a partition nothing is known of it
     */
    public DatasetJudge(
            WatchedDataset watched,
            Contract contract,
            @Nullable RecordProfile baseline,
            String baselineName,
            long deafMs) {
        this.watched = watched;
        this.contract = contract;
        this.baseline = baseline;
        this.baselineName = baselineName;
        this.liveness = new Liveness(contract, watched.replayed(), watched.shadow(), deafMs);
        this.sizeMs = watched.window().toMillis();
        this.recent = Expectations.windowsLookedAt(contract);
        this.expectations = new Expectations(contract, sizeMs);
    }

    public void enter(PartitionNews news) {
        partitions.enter(news);
    }

    /** Adds a part of a window. What comes after the dataset's lateness is counted, not judged. */
    public void enter(long startMs, WindowProfile part) {
        groups.merge(part.groups());
        KeptWindow window = windows.get(startMs);
        if (window == null) {
            if (next != PartitionNews.NONE
                    && startMs < next - watched.lateness().toMillis()) {
                late += part.records() + part.unreadableRecords();
                return;
            }
            if (first == PartitionNews.NONE || startMs < first) first = startMs;
            window = new KeptWindow(startMs, new WindowProfile());
            windows.put(startMs, window);
        }
        window.add(part);
    }

    /** Adds what was found of partners in other datasets. */
    public void enter(PairTally tally) {
        across.add(tally);
    }

    /** Adds what was found of the same values in other datasets. */
    public void enter(ComparisonTally tally) {
        across.add(tally);
    }

    /** Adds how its ledger stands. */
    public void enter(LedgerTally tally) {
        across.add(tally);
    }

    public PartitionBook partitions() {
        return partitions;
    }

    /** Records that came too late for their window, since the beginning. */
    public long late() {
        return late;
    }

    /** Freshness at this moment. */
    public List<CheckResult> liveness(long nowMs) {
        return liveness.judge(partitions, groups, nowMs);
    }

    /** The verdicts that are due: windows that are complete, in order, and those that changed since. */
    public List<Judged> judge() {
        return judgeUpTo(partitions.frontier(watched.replayed()));
    }

    /** The verdicts on all that is there, when no more will come. */
    public List<Judged> judgeAll() {
        return judgeUpTo(Long.MAX_VALUE);
    }

    private List<Judged> judgeUpTo(long frontier) {
        if (frontier == Long.MIN_VALUE || windows.isEmpty() && next == PartitionNews.NONE) return List.of();
        long complete = frontier == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.floorDiv(frontier - watched.disorder().toMillis(), sizeMs) * sizeMs;
        List<Judged> verdicts = new ArrayList<>();
        // again: what came late
        for (KeptWindow window : windows.headMap(next == PartitionNews.NONE ? Long.MIN_VALUE : next, false)
                .values()) if (window.changed) verdicts.add(judge(window));
        if (next == PartitionNews.NONE) next = windows.firstKey();
        fillSilence(complete);
        for (KeptWindow window : List.copyOf(windows.tailMap(next, true).values())) {
            if (window.startMs >= complete) break;
            verdicts.add(judge(window));
            next = window.startMs + sizeMs;
        }
        if (complete != Long.MAX_VALUE && !watched.replayed() && next < complete) next = complete;
        if (!verdicts.isEmpty()) forget();
        return verdicts;
    }

    /** Where event time is of now, a window in which nothing came is a window, too. */
    private void fillSilence(long complete) {
        if (watched.replayed() || complete == Long.MAX_VALUE) return;
        long from = Math.max(next, complete - MOST_EMPTY * sizeMs);
        for (long start = from; start < complete; start += sizeMs)
            windows.computeIfAbsent(start, at -> new KeptWindow(at, new WindowProfile()));
    }

    private Judged judge(KeptWindow window) {
        int revision = window.judged++;
        window.changed = false;
        window.unsaved = true;
        long delay = window.profile.leastDelayMs();
        boolean backfill =
                delay != Long.MAX_VALUE && delay > watched.backfillAfter().toMillis();
        JudgedFacts facts = new JudgedFacts(
                window.startMs,
                window.profile,
                recent(window),
                new HashMap<>(),
                baseline,
                baselineName,
                // reading began somewhere in the first window: how many there are says nothing
                window.startMs == first ? null : expectations);
        List<CheckResult> checks = new ArrayList<>(WindowChecks.evaluate(contract, facts));
        if (revision == 0) {
            checks.addAll(across.judge(contract));
            checks.addAll(expectations.gaps(contract, partitions));
            partitions.beginGaps();
            if (window.startMs != first) expectations.learn(contract, checks, window.startMs, window.profile.records());
        }
        if (watched.shadow()) checks.replaceAll(DatasetJudge::onTrial);
        return new Judged(
                window.startMs, window.startMs + sizeMs, revision, backfill, window.profile.records(), checks);
    }

    private static CheckResult onTrial(CheckResult check) {
        return new CheckResult(
                check.rule(),
                check.subject(),
                check.dimension(),
                check.severity(),
                true,
                check.outcome(),
                check.metric(),
                check.value(),
                check.failed(),
                check.total(),
                check.expected(),
                check.detail(),
                check.drift());
    }

    /** The profiles of a window and of those before it, the newest first. */
    private List<RecordProfile> recent(KeptWindow window) {
        List<RecordProfile> profiles = new ArrayList<>();
        for (KeptWindow each :
                windows.headMap(window.startMs, true).descendingMap().values()) {
            if (profiles.size() == recent) break;
            profiles.add(each.profile.profile());
        }
        return profiles;
    }

    private void forget() {
        long keepFrom = next - Math.max(watched.lateness().toMillis(), (recent - 1) * sizeMs);
        Iterator<Long> starts =
                windows.headMap(Math.min(keepFrom, next), false).keySet().iterator();
        while (starts.hasNext()) {
            dropped.add(starts.next());
            starts.remove();
        }
    }

    /** What to store: windows that changed since the last call, by start; null where one is no longer kept. */
    public Map<Long, byte @Nullable []> unsavedWindows() {
        Map<Long, byte @Nullable []> unsaved = new HashMap<>();
        for (Long start : dropped) unsaved.put(start, null);
        dropped.clear();
        for (KeptWindow window : windows.values()) {
            if (!window.unsaved) continue;
            unsaved.put(window.startMs, window.toBytes());
            window.unsaved = false;
        }
        return unsaved;
    }

    /** Everything but the windows. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(next);
            out.writeLong(first);
            out.writeLong(late);
            byte[] book = partitions.toBytes();
            out.writeInt(book.length);
            out.write(book);
            groups.write(out);
            expectations.write(out);
            across.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Goes on from what was stored, under whatever contract there is now: what was gathered of fields and rules that are
     * still there goes on, the rest is forgotten.
     *
     * @throws IllegalArgumentException if another version wrote it
     */
    public void restore(byte[] bytes, Map<Long, byte[]> stored) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException("state of dataset " + watched.topic() + " has version " + version
                        + ", expected " + VERSION + ": it is of another version of the job");
            next = in.readLong();
            first = in.readLong();
            late = in.readLong();
            partitions = PartitionBook.fromBytes(in.readNBytes(in.readInt()));
            groups = GroupBook.read(in);
            expectations = Expectations.read(in, contract, sizeMs);
            across = CrossTallies.read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "state of dataset " + watched.topic() + " is cut short: " + bytes.length + " bytes", e);
        }
        stored.forEach((start, window) -> windows.put(start, KeptWindow.fromBytes(start, window)));
    }
}
