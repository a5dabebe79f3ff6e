package dev.evenflow.monitor.function;

import static dev.evenflow.quality.window.PartitionNews.NONE;

import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.DatasetSettings;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.event.QualityViolation;
import dev.evenflow.quality.event.QuarantinedRecord;
import dev.evenflow.quality.profile.KeyHash;
import dev.evenflow.quality.skew.ComparedFields;
import dev.evenflow.quality.skew.SkewRule;
import dev.evenflow.quality.window.GroupNews;
import dev.evenflow.quality.window.PartitionNews;
import dev.evenflow.quality.window.WindowProfile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Checks and counts the records of one dataset in one reader, between two flushes. */
final class DatasetChecker {
    /** Event times further ahead of the log than this are wrong, and must not end windows that are still filling. */
    private static final long FUTURE_MS = 3_600_000;

    private static final byte[] NOTHING = {};

    private final DatasetSettings settings;
    private final Contract contract;
    private final boolean shadow;
    private final boolean gated;
    private final long windowMs;
    private final List<Rule> orders;
    private final List<CrossRule> crossRules;
    private final List<LedgerRule> ledgers;
    private final Out out;
    private final Map<Schema, SchemaPlan> plans = new IdentityHashMap<>();
    private final Violations violations = new Violations();
    private final TreeMap<Long, WindowProfile> windows = new TreeMap<>();
    private final Map<Integer, Seen> partitions = new HashMap<>();
    private long openStart = NONE;
    private @Nullable WindowProfile open;

    /** Where records and findings go. */
    interface Out {
        void quarantine(QuarantinedRecord record);

        /** Through the gate, as it came. */
        void pass(SourceRecord record);

        void match(PairedRecord side);

        void compare(PairedRecord side);

        void ledger(LedgerNews news);

        /** A record whose event time is too far ahead of the log to be true; it is counted where it arrived. */
        void ahead(SourceRecord record);

        void news(DatasetNews news);
    }

    /** Of one partition; the sums since the last flush, the rest since reading began. */
    private static final class Seen {
        private long records;
        private long nextOffset = -1;
        private long lastLogTime = NONE;
        private long latestEventTime = NONE;
        private long lookedAt = NONE;
        private boolean quiet;
        private long longestGapMs;
        private long longestGapEnd = NONE;
        private boolean news;
    }

    /** @param contracts of all watched datasets, for rules across topics */
    DatasetChecker(DatasetSettings settings, List<Contract> contracts, Out out) {
        this.settings = settings;
        this.out = out;
        this.contract = settings.contract();
        this.shadow = settings.watched().shadow();
        this.gated = settings.watched().gate() != null;
        this.windowMs = settings.watched().window().toMillis();
        this.orders = contract.rules(Requirement.Order.class);
        this.crossRules = CrossRule.of(settings.topic(), contracts);
        this.ledgers = LedgerRule.of(settings.topic(), contracts);
    }

    void looked(int partition, long atMs) {
        Seen seen = seen(partition);
        seen.lookedAt = Math.max(seen.lookedAt, atMs);
        seen.quiet = true;
        seen.news = true;
    }

    private Seen seen(int partition) {
        return partitions.computeIfAbsent(partition, number -> new Seen());
    }

    private Seen arrived(SourceRecord source) {
        Seen seen = seen(source.partition());
        long gap = seen.lastLogTime == NONE ? 0 : source.timestamp() - seen.lastLogTime;
        if (gap > seen.longestGapMs) {
            seen.longestGapMs = gap;
            seen.longestGapEnd = source.timestamp();
        }
        seen.records++;
        seen.nextOffset = source.offset() + 1;
        seen.lastLogTime = Math.max(seen.lastLogTime, source.timestamp());
        seen.quiet = false;
        seen.news = true;
        return seen;
    }

    void check(SourceRecord source, IndexedRecord record, long nowMs) {
        Seen seen = arrived(source);
        SchemaPlan plan = plans.get(record.getSchema());
        if (plan == null) {
            plan = new SchemaPlan(contract, crossRules, record.getSchema());
            plans.put(record.getSchema(), plan);
        }
        long eventTime = plan.eventTime(record);
        boolean future =
                eventTime != NONE && !settings.watched().replayed() && eventTime > source.timestamp() + FUTURE_MS;
        long time = eventTime == NONE || future ? source.timestamp() : eventTime;
        if (future) out.ahead(source);
        WindowProfile window = window(time);
        long delay = nowMs - source.timestamp();
        if (plan.schemaProblem() != null) {
            window.unreadable("SCHEMA", delay);
            // what the contract does not know cannot be held against its rules
            refused(source, plan.schemaRule(), "", plan.schemaProblem());
            return;
        }
        if (eventTime != NONE && !future) {
            if (seen.latestEventTime != NONE && eventTime < seen.latestEventTime)
                stepBack(window, seen.latestEventTime - eventTime);
            seen.latestEventTime = Math.max(seen.latestEventTime, eventTime);
        }
        window.profile().add(plan.profile(), record);
        for (SchemaPlan.Key key : plan.keys()) window.key(key.name(), key.hash().hash(record));
        for (SchemaPlan.Group group : plan.groups()) {
            Object value = group.value().read(record);
            if (value != null)
                window.groups().add(group.field(), value.toString(), new GroupNews(1, source.timestamp(), time));
        }
        plan.rows().check(record, source.partition(), source.offset(), window.rules(), violations);
        boolean good = shadow || !violations.quarantined();
        window.counted(source.partition(), good, delay);
        if (!good) out.quarantine(quarantined(source, broken()));
        if (gated && (shadow || !violations.gated())) out.pass(source);
        pair(source, record, plan);
        for (LedgerRule ledger : ledgers) ledger.entry(source, record, out);
    }

    private void pair(SourceRecord source, IndexedRecord record, SchemaPlan plan) {
        for (SchemaPlan.Side side : plan.sides()) {
            CrossRule rule = side.rule();
            long key = side.key().hash(record);
            SkewRule skew = rule.skew();
            if (key == KeyHash.NONE || skew != null && !skew.takes(key)) continue;
            ComparedFields compared = side.compared();
            PairedRecord paired = new PairedRecord(
                    rule.dataset(),
                    rule.id(),
                    rule.here(),
                    key,
                    source.partition(),
                    source.offset(),
                    source.timestamp(),
                    compared == null ? NOTHING : compared.read(record));
            if (compared == null) out.match(paired);
            else out.compare(paired);
        }
    }

    private List<QualityViolation> broken() {
        List<QualityViolation> broken = new ArrayList<>();
        for (Violations.Violation each : violations.all()) {
            Rule rule = each.rule();
            if (!rule.shadow() && rule.quarantine())
                broken.add(new QualityViolation(
                        rule.id(), rule.subject(), rule.severity().name(), each.detail()));
        }
        return broken;
    }

    private void stepBack(WindowProfile window, long byMs) {
        for (Rule rule : orders)
            if (byMs > ((Requirement.Order) rule.requirement()).allowanceMs()) window.stepBack(rule.id(), byMs);
    }

    void unreadable(SourceRecord source, RejectedRecordException problem, long nowMs) {
        Seen seen = arrived(source);
        // without an event time it belongs to where its partition is
        long time = seen.latestEventTime == NONE ? source.timestamp() : seen.latestEventTime;
        window(time).unreadable(problem.reason().name(), nowMs - source.timestamp());
        refused(source, readable(), "", problem.detail());
    }

    private @Nullable Rule readable() {
        List<Rule> rules = contract.rules(Requirement.Readable.class);
        return rules.isEmpty() ? null : rules.get(0);
    }

    private void refused(SourceRecord source, @Nullable Rule rule, String field, String detail) {
        if (rule == null || shadow || rule.shadow()) {
            if (gated) out.pass(source);
            return;
        }
        var violation = new QualityViolation(rule.id(), field, rule.severity().name(), detail);
        out.quarantine(quarantined(source, List.of(violation)));
        if (gated && !rule.gates()) out.pass(source);
    }

    private QuarantinedRecord quarantined(SourceRecord source, List<QualityViolation> broken) {
        byte[] key = source.key();
        byte[] value = source.value();
        return new QuarantinedRecord(
                settings.topic(),
                source.topic(),
                source.partition(),
                source.offset(),
                Instant.ofEpochMilli(source.timestamp()),
                contract.version(),
                broken,
                key == null ? null : ByteBuffer.wrap(key),
                value == null ? null : ByteBuffer.wrap(value));
    }

    /** Records come in order of time, nearly, so the last one's window is nearly always this one's. */
    private WindowProfile window(long time) {
        long start = Math.floorDiv(time, windowMs) * windowMs;
        WindowProfile window = open;
        if (window != null && start == openStart) return window;
        window = windows.computeIfAbsent(start, at -> new WindowProfile());
        open = window;
        openStart = start;
        return window;
    }

    /** What was counted since the last flush, windows before partitions: what ends a window must not overtake what is in it. */
    void flush(long nowMs) {
        windows.forEach((start, window) ->
                out.news(new DatasetNews(settings.topic(), DatasetNews.Kind.WINDOW, start, window.toBytes())));
        windows.clear();
        open = null;
        partitions.forEach((number, seen) -> {
            if (!seen.news) return;
            PartitionNews told = new PartitionNews(
                    number,
                    seen.nextOffset,
                    seen.records,
                    seen.lastLogTime,
                    seen.latestEventTime,
                    seen.lookedAt,
                    seen.quiet,
                    seen.longestGapMs,
                    seen.longestGapEnd,
                    nowMs);
            out.news(new DatasetNews(settings.topic(), DatasetNews.Kind.PARTITION, 0, told.toBytes()));
            if (seen.nextOffset >= 0)
                for (LedgerRule ledger : ledgers) ledger.reached(settings.topic(), number, seen.nextOffset, nowMs, out);
            seen.records = 0;
            seen.longestGapMs = 0;
            seen.longestGapEnd = NONE;
            seen.news = false;
        });
    }
}
