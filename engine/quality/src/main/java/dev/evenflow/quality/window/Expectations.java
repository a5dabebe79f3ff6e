package dev.evenflow.quality.window;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.expectation.GapExpectation;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.expectation.Season;
import dev.evenflow.quality.expectation.SeasonalOptions;
import dev.evenflow.quality.expectation.SeasonalVolume;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is normal for a dataset, learned as its windows go by: volumes by rule, gaps by rule and partition. A volume is held
 * against its season once that is known, until then against the level of the last windows.
 */
final class Expectations {
    /** Fewer gaps than these say nothing of what is normal. */
    private static final int WARM_UP_GAPS = 10;

    private static final int WARM_UP_WINDOWS = 10;

    private static final long GAP_FLOOR_MS = 1_000;
    /** After a day on a new level it is the normal one. */
    private static final Duration RELEARN = Duration.ofDays(1);

    private final long windowMs;
    private final Map<String, Volume> volumes = new TreeMap<>();
    private final Map<String, TreeMap<Integer, GapExpectation>> gaps = new TreeMap<>();

    /** Of one rule. */
    private record Volume(SeasonalVolume season, SeasonalVolume level) {}

    Expectations(Contract contract, long windowMs) {
        this.windowMs = windowMs;
        for (Rule rule : contract.rules(Requirement.SeasonalVolume.class))
            volumes.put(rule.id(), new Volume(new SeasonalVolume(seasonal(rule)), new SeasonalVolume(level(rule))));
    }

    private SeasonalOptions seasonal(Rule rule) {
        return ((Requirement.SeasonalVolume) rule.requirement()).options(windowMs);
    }

    private SeasonalOptions level(Rule rule) {
        int relearn = (int) Math.max(60, RELEARN.toMillis() / windowMs);
        SeasonalOptions asked = seasonal(rule);
        return asked.withSeason(Season.NONE)
                .withWarmUp(Math.max(WARM_UP_WINDOWS, asked.warmUp()), 1)
                .withRelearnAfter(relearn);
    }

    /** How many windows the rule of drift that looks furthest back looks at. */
    static int windowsLookedAt(Contract contract) {
        int most = 1;
        for (Rule rule : contract.rules(Requirement.Drift.class))
            most = Math.max(most, ((Requirement.Drift) rule.requirement()).windows());
        return most;
    }

    /** A count against what is normal for a rule of volume at this time; null for a rule that is none. */
    @Nullable
    Judgement volume(String rule, long windowStartMs, long records) {
        Volume volume = volumes.get(rule);
        if (volume == null) return null;
        Judgement seasonal = volume.season.judge(windowStartMs, records);
        return seasonal.outcome() == Outcome.UNKNOWN ? volume.level.judge(windowStartMs, records) : seasonal;
    }

    /** Learns from a window; what was found abnormal does not become normal at once. */
    void learn(Contract contract, List<CheckResult> checks, long windowStartMs, long records) {
        for (CheckResult check : checks) {
            Volume volume = volumes.get(check.rule());
            if (volume == null) continue;
            boolean abnormal = check.outcome() == Outcome.FAIL;
            volume.season.observe(windowStartMs, records, abnormal);
            volume.level.observe(windowStartMs, records, abnormal);
        }
    }

    /** The rules of gaps, on the longest silence of each partition since the last window. */
    List<CheckResult> gaps(Contract contract, PartitionBook book) {
        List<CheckResult> results = new ArrayList<>();
        for (Rule rule : contract.rules(Requirement.Gap.class)) {
            Requirement.Gap asks = (Requirement.Gap) rule.requirement();
            TreeMap<Integer, GapExpectation> normal = gaps.computeIfAbsent(rule.id(), id -> new TreeMap<>());
            PartitionNews worst = null;
            for (PartitionNews each : book.partitions()) {
                if (asks.per() == Requirement.Per.PARTITION) results.add(gap(rule, asks, each, normal));
                else if (worst == null || each.longestGapMs() > worst.longestGapMs()) worst = each;
            }
            if (worst != null) results.add(gap(rule, asks, worst, normal));
        }
        return results;
    }

    private static CheckResult gap(
            Rule rule, Requirement.Gap asks, PartitionNews partition, Map<Integer, GapExpectation> normal) {
        long gap = partition.longestGapMs();
        String expected;
        Outcome outcome;
        if (asks.mostMs() > 0) {
            expected = "<= " + seconds(asks.mostMs());
            outcome = gap <= asks.mostMs() ? Outcome.PASS : Outcome.FAIL;
        } else {
            GapExpectation learned = normal.computeIfAbsent(
                    partition.partition(), number -> new GapExpectation(GAP_FLOOR_MS, WARM_UP_GAPS));
            Judgement judgement = learned.judge(gap);
            double most = learned.longestNormalMs() * asks.factor();
            expected = Double.isNaN(most)
                    ? "no longer than normal, which is not known yet"
                    : "<= " + seconds(Math.round(most)) + ", " + asks.factor() + " times what is normal";
            outcome = judgement.outcome() == Outcome.UNKNOWN
                    ? Outcome.UNKNOWN
                    : gap <= most ? Outcome.PASS : Outcome.FAIL;
            if (gap > 0) learned.learn(gap);
        }
        boolean each = asks.per() == Requirement.Per.PARTITION;
        return new CheckResult(
                rule.id(),
                each ? "partition/" + partition.partition() : "",
                rule.dimension(),
                rule.severity(),
                rule.shadow(),
                outcome,
                "seconds of the longest silence",
                outcome == Outcome.UNKNOWN ? null : gap / 1_000.0,
                -1,
                -1,
                expected,
                "the longest silence of partition " + partition.partition() + " was " + seconds(gap),
                null);
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, ms % 1_000 == 0 ? "%.0f s" : "%.1f s", ms / 1_000.0);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(volumes.size());
        for (Map.Entry<String, Volume> volume : volumes.entrySet()) {
            out.writeUTF(volume.getKey());
            part(out, volume.getValue().season.toBytes());
            part(out, volume.getValue().level.toBytes());
        }
        out.writeInt(gaps.size());
        for (Map.Entry<String, TreeMap<Integer, GapExpectation>> rule : gaps.entrySet()) {
            out.writeUTF(rule.getKey());
            out.writeInt(rule.getValue().size());
            for (Map.Entry<Integer, GapExpectation> partition : rule.getValue().entrySet()) {
                out.writeInt(partition.getKey());
                part(out, partition.getValue().toBytes());
            }
        }
    }

    /** Under a contract that may have changed: rules that are gone are forgotten, new ones begin. */
    static Expectations read(DataInputStream in, Contract contract, long windowMs) throws IOException {
        Expectations read = new Expectations(contract, windowMs);
        Map<String, byte[][]> stored = new HashMap<>();
        for (int n = in.readInt(); n > 0; n--)
            stored.put(in.readUTF(), new byte[][] {in.readNBytes(in.readInt()), in.readNBytes(in.readInt())});
        for (Rule rule : contract.rules(Requirement.SeasonalVolume.class)) {
            byte[][] of = stored.get(rule.id());
            if (of != null)
                read.volumes.put(
                        rule.id(),
                        new Volume(
                                SeasonalVolume.fromBytes(of[0], read.seasonal(rule)),
                                SeasonalVolume.fromBytes(of[1], read.level(rule))));
        }
        for (int n = in.readInt(); n > 0; n--) {
            TreeMap<Integer, GapExpectation> partitions = new TreeMap<>();
            String id = in.readUTF();
            for (int m = in.readInt(); m > 0; m--)
                partitions.put(
                        in.readInt(),
                        GapExpectation.fromBytes(in.readNBytes(in.readInt()), GAP_FLOOR_MS, WARM_UP_GAPS));
            if (contract.rule(id) != null) read.gaps.put(id, partitions);
        }
        return read;
    }

    private static void part(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
