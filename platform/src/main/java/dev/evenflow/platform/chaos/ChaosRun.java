package dev.evenflow.platform.chaos;

import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.topic.RegistrySubjects;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;

/** One run: load, one fault after the other, each until everything works again, then the checker. */
final class ChaosRun {
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);
    private static final Duration SETTLING_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration SUPERVISION = Duration.ofSeconds(2);
    private static final Duration CLOCK_STEP = Duration.ofMinutes(2);
    private static final int LATE_AT_ONCE = 20;
    private static final long SLOW_REGISTRY_MILLIS = 2_000;
    private static final long SLOW_BROKER_MILLIS = 150;

    private final ChaosPlatform platform;
    private final FaultSchedule schedule;
    private final double rate;
    private final long seed;
    private final Duration limit;
    private final ChaosReport report;
    private final PrintStream out;
    private final Sent sent = new Sent();
    private final Received received = new Received();
    private final long begin = System.nanoTime();
    private long supervisedAt;

    ChaosRun(
            ChaosPlatform platform,
            FaultSchedule schedule,
            double rate,
            long seed,
            Duration limit,
            ChaosReport report,
            PrintStream out) {
        this.platform = platform;
        this.schedule = schedule;
        this.rate = rate;
        this.seed = seed;
        this.limit = limit;
        this.report = report;
        this.out = out;
    }

    /** Returns when the checker has seen everything; what is wrong is in the report. */
    void run() {
        Map<String, Schema> schemas = platform.deploy();
        String direct = platform.state().bootstrapServers();
        RegistrySubjects registry = new RegistrySubjects(platform.state().registryUrl());
        String set = ChaosPlatform.features().name();
        try (OutputWatch watch = new OutputWatch(direct, set, schemas, ChaosPlatform.PARTITIONS, received);
                ChaosLoad load = new ChaosLoad(direct, registry, sent, ChaosPlatform.PARTITIONS, rate, seed)) {
            if (!works(load, watch, RECOVERY_LIMIT)) {
                report.finding("nothing came through before the first fault: " + missing(0, 0));
                return;
            }
            say("both jobs work; %d faults to come", schedule.faults().size());
            for (FaultSchedule.Planned fault : schedule.faults()) {
                if (System.nanoTime() - begin > limit.toNanos()) {
                    report.note("time was over after " + (fault.number() - 1) + " faults (--minutes)");
                    break;
                }
                if (!survives(fault, load, watch)) break;
            }
            say("the load ends");
            load.stop();
            settle(load, watch);
            load.throwFailure();
            watch.throwFailure();
        }
        report.verdict(ChaosChecker.check(sent, received));
        report.end(platform.startedAgain(), platform.submittedAgain(), Duration.ofNanos(System.nanoTime() - begin));
    }

    Received received() {
        return received;
    }

    private boolean survives(FaultSchedule.Planned fault, ChaosLoad load, OutputWatch watch) {
        ManagedProcess.pause(fault.pause());
        say(
                "%3d %-17s %s%s",
                fault.number(),
                fault.kind().option(),
                fault.kind().text(),
                fault.length().isZero() ? "" : " (" + fault.length().toSeconds() + " s)");
        inject(fault, load);
        long healed = System.nanoTime();
        boolean works = works(load, watch, RECOVERY_LIMIT);
        double seconds = (System.nanoTime() - healed) / 1e9;
        if (!works) {
            report.finding(String.format(
                    Locale.ROOT,
                    "fault %d, %s: not everything works %d s after its end: %s",
                    fault.number(),
                    fault.kind().option(),
                    RECOVERY_LIMIT.toSeconds(),
                    platform.lastTrouble()));
            return false;
        }
        report.recovered(fault.kind(), seconds);
        say("    works again after %.1f s", seconds);
        return true;
    }

    /** Returns when the fault is over; what it broke may still be broken. */
    private void inject(FaultSchedule.Planned fault, ChaosLoad load) {
        FaultKind kind = fault.kind();
        switch (kind.form()) {
            case KILL -> ProcessSignals.kill(platform.process(kind.victim()));
            case DOWN -> {
                ProcessSignals.kill(platform.process(kind.victim()));
                if (kind == FaultKind.REGISTRY_KILL) load.sendPoison(true);
                ManagedProcess.pause(fault.length());
            }
            case STOP -> {
                ProcessRecord process = platform.process(kind.victim());
                ProcessSignals.stop(process);
                try {
                    if (kind == FaultKind.REGISTRY_STOP) load.sendPoison(true);
                    ManagedProcess.pause(fault.length());
                } finally {
                    ProcessSignals.go(process);
                }
            }
            case DISK -> {
                ProcessRecord process = platform.process(kind.victim());
                ProcessSignals.fillDisk(process);
                try {
                    ManagedProcess.pause(fault.length());
                } finally {
                    ProcessSignals.emptyDisk(process);
                }
            }
            case NETWORK -> network(fault);
            case INPUT -> {
                switch (kind) {
                    case CLOCK_FORWARD -> load.stepClock(CLOCK_STEP);
                    case CLOCK_BACK -> load.sendLate(LATE_AT_ONCE);
                    default -> load.sendPoison(false);
                }
            }
        }
    }

    private void network(FaultSchedule.Planned fault) {
        switch (fault.kind()) {
            case NETWORK_CUT -> platform.broker().cut();
            case NETWORK_HANG -> platform.broker().hold();
            case NETWORK_SLOW -> platform.broker().delay(SLOW_BROKER_MILLIS);
            default -> {
                platform.registry().delay(SLOW_REGISTRY_MILLIS);
                // tasks ask when they start
                ProcessSignals.kill(platform.process(dev.evenflow.platform.flink.FlinkProcesses.TASK_MANAGER));
                platform.supervise();
            }
        }
        try {
            ManagedProcess.pause(fault.length());
        } finally {
            platform.broker().heal();
            platform.registry().heal();
        }
    }

    /** Waits until every output has something that was sent after this call, and all that had to come of what was sent before. */
    private boolean works(ChaosLoad load, OutputWatch watch, Duration patience) {
        long mark = load.number();
        long records = sent.inferenceRecords();
        return within(
                patience,
                () -> {
                    load.throwFailure();
                    watch.throwFailure();
                    supervise();
                },
                () -> missing(mark, records).isEmpty());
    }

    private String missing(long mark, long records) {
        StringBuilder missing = new StringBuilder();
        if (received.newestSettled() < mark) missing.append("settled vectors, ");
        if (received.newestServed() < mark) missing.append("served vectors, ");
        if (received.ledgerRecords() <= records) missing.append("commits of the archive, ");
        if (received.letterCount() < sent.poisonCount()) missing.append("dead letters, ");
        if (received.lateCount() < sent.lateCount()) missing.append("late events, ");
        return missing.toString();
    }

    /** The end: time is moved on until everything that was sent has come to something, or no more comes of it. */
    private void settle(ChaosLoad load, OutputWatch watch) {
        boolean complete = within(
                SETTLING_LIMIT,
                () -> {
                    load.flushTime();
                    load.throwFailure();
                    watch.throwFailure();
                    supervise();
                    ManagedProcess.pause(SUPERVISION);
                },
                () -> ChaosChecker.check(sent, received).isGood());
        if (complete) {
            // what is doubled may come later than what is whole
            ManagedProcess.pause(Duration.ofSeconds(12));
        }
    }

    private void supervise() {
        if (System.nanoTime() - supervisedAt < SUPERVISION.toNanos()) return;
        platform.supervise();
        supervisedAt = System.nanoTime();
    }

    private static boolean within(Duration limit, Runnable meanwhile, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) return false;
            meanwhile.run();
            ManagedProcess.pause(LOOK);
        }
        return true;
    }

    private void say(String form, Object... values) {
        out.printf("[%5.0f s] %s%n", (System.nanoTime() - begin) / 1e9, String.format(Locale.ROOT, form, values));
    }
}
