package dev.evenflow.platform.simulator;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.fault.Fault;
import dev.evenflow.platform.fault.TimedFault;
import dev.evenflow.platform.history.Deliveries;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.history.HistoryEvent;
import dev.evenflow.platform.history.HistoryPublisher;
import dev.evenflow.platform.history.HistoryWriter;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.MischiefOptions;
import dev.evenflow.platform.history.Pace;
import dev.evenflow.platform.history.Progress;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow simulate}. */
@Command(
        name = "simulate",
        description = {
            "Make card payments with fraud and its labels: to the topics, or to files with --out.",
            "Event time runs --speedup times as fast as the clock, so that labels that come after days come after"
                    + " seconds. Without --count, --duration or --span it goes on until it is stopped.",
            "The same seed, start and sizes give the same events on every machine."
        },
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Runnable {
    /** A Monday morning, years ago: a job may refuse events from the future, and event time runs fast here. */
    private static final Instant FIRST_START = Instant.parse("2024-01-01T08:00:00Z");

    private static final String NOW = "now";

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Mixin
    private MischiefOptions mischief = new MischiefOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "Write Avro files as ./evenflow import does, unpaced.")
    private @Nullable Path out;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Transactions per second (default: ${DEFAULT-VALUE}).")
    private double rate = 200;

    @Option(
            names = "--speedup",
            paramLabel = "N",
            description = "Seconds of event time per second (default: 3600, an hour; 1 with --start now).")
    private @Nullable Double givenSpeedup;

    @Option(names = "--steady", description = "Every hour is as busy as any other.")
    private boolean steady;

    @Option(
            names = "--fault",
            paramLabel = "FAULT[,start=T][,length=T]",
            converter = TimedFault.Text.class,
            description = "Something wrong with the transactions on the way to the topics, from and for a time of event"
                    + " time (default: always): " + Fault.FORMS + ". May be given several times.")
    private List<TimedFault> faults = List.of();

    @Option(names = "--customers", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}.")
    private int customers = 2000;

    @Option(
            names = "--fraud-share",
            paramLabel = "P",
            defaultValue = "0.01",
            description = "Of all transactions (default: ${DEFAULT-VALUE}).")
    private double fraudShare = 0.01;

    @Option(
            names = "--label-batches",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationText.class,
            description = "Labels become known at multiples of this event time only, as in a file that comes daily: 1d"
                    + " (default: ${DEFAULT-VALUE}, at any time).")
    private Duration labelBatches = Duration.ZERO;

    @Option(
            names = "--label-pause",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationText.class,
            description =
                    "On the way to the topics, let a reader catch up for so long by the clock before and after the"
                            + " labels of a batch: event time is compressed, and two topics are not read in step (default:"
                            + " ${DEFAULT-VALUE}).")
    private Duration labelPause = Duration.ZERO;

    @Option(names = "--count", description = "Stop after so many transactions.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--duration",
            converter = DurationText.class,
            description = "Stop after so long by the clock, at --speedup.")
    private @Nullable Duration duration;

    @Option(names = "--span", converter = DurationText.class, description = "Stop after so much event time.")
    private @Nullable Duration span;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description =
                    "Event time of the beginning, ISO 8601 or now (default: the hour after the newest transaction in the"
                            + " topic, else 2024-01-01T08:00:00Z).")
    private @Nullable String start;

    @Option(names = "--partitions", description = "Spread keys over so many (default: all of the topic).")
    private int partitions;

    private double speedup = 3600;

    @Override
    public void run() {
        Access.actAs(Principal.SIMULATOR);
        speedup = givenSpeedup != null ? givenSpeedup : NOW.equals(start) ? 1 : 3600;
        if (!(rate > 0) || !(speedup > 0)) {
            throw new PlatformException("--rate is " + rate + " and --speedup " + speedup + ", expected both above 0");
        }
        if (!labelPause.isZero() && labelBatches.isZero()) {
            throw new PlatformException("--label-pause is " + labelPause.toMillis()
                    + "ms without --label-batches, expected both: it pauses at each batch");
        }
        Instant begin = begin();
        PaymentSimulator simulator = new PaymentSimulator(new PaymentSimulator.Settings(
                mischief.seed(), begin, customers, rate / speedup, fraudShare, labelBatches, steady));
        System.out.printf(
                Locale.ROOT,
                "Simulating %,d customers from %s, %.1f transactions each a day of event time%s%n",
                customers,
                begin,
                rate / speedup * 86_400 / customers,
                out == null ? String.format(Locale.ROOT, ", which passes in %.1f s.", 86_400 / speedup) : ".");
        BoundedRun events = new BoundedRun(simulator, count, end(begin));
        if (out == null) {
            publish(events, begin);
        } else {
            write(events, out);
        }
        System.out.println("  fraud          " + simulator.frauds());
        System.out.printf(
                Locale.ROOT,
                "  %,d labels were not known yet at the end and are not sent.%n",
                simulator.labelsToCome());
    }

    private void write(BoundedRun events, Path directory) {
        Deliveries.Mischief none = Deliveries.Mischief.none();
        Deliveries.Mischief asked = mischief.toMischief();
        if (!asked.disorder().equals(none.disorder()) || asked.duplicates() > 0 || asked.garbage() > 0) {
            throw new PlatformException(
                    "--disorder, --duplicates and --garbage are for topics: files are in order of time;"
                            + " ./evenflow replay shuffles them on the way to the topics");
        }
        if (!faults.isEmpty()) {
            throw new PlatformException("--fault is for topics, and --out writes files");
        }
        Progress progress = new Progress("events written");
        try (HistoryWriter history = new HistoryWriter(directory)) {
            Instant last = Instant.EPOCH;
            while (events.hasNext()) {
                HistoryEvent event = events.next();
                history.write(event);
                last = Instant.ofEpochMilli(event.timeMillis());
                progress.advance();
            }
            history.close();
            progress.end();
            System.out.printf(
                    Locale.ROOT,
                    "Wrote %,d transactions and %,d labels up to %s to %s in %.1f s%n",
                    history.transactions(),
                    history.labels(),
                    last,
                    directory,
                    progress.seconds());
        }
    }

    private void publish(BoundedRun events, Instant begin) {
        Progress progress = new Progress("records sent");
        try (HistoryPublisher publisher = new HistoryPublisher(target, partitions, mischief.seed())) {
            CountDownLatch done = new CountDownLatch(1);
            Thread stop = new Thread(() -> {
                publisher.stop();
                awaitQuietly(done);
            });
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                publisher.publish(
                        new Deliveries(events, mischief.toMischief()),
                        Pace.clock(begin.toEpochMilli(), speedup),
                        labelPause,
                        progress,
                        TimedFault.tampering(faults, begin.toEpochMilli()));
                progress.end();
                publisher.published().print(System.out, progress.seconds());
            } finally {
                done.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                System.err.println("records that are on their way may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant begin() {
        if (NOW.equals(start)) {
            return Instant.now().truncatedTo(ChronoUnit.MILLIS);
        }
        if (start != null) {
            try {
                return Instant.parse(start);
            } catch (DateTimeException e) {
                throw new PlatformException(
                        "--start is '" + start + "', expected now or a time as in " + FIRST_START, e);
            }
        }
        return out != null
                ? FIRST_START
                : NewestEvent.find(target)
                        // what is out of order there is not late because of us
                        .map(newest -> newest.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS))
                        .orElse(FIRST_START);
    }

    private Instant end(Instant begin) {
        Instant end = Instant.MAX;
        if (span != null) {
            end = begin.plus(span);
        }
        if (duration != null) {
            Instant byClock = begin.plusMillis((long) (duration.toMillis() * speedup));
            end = byClock.isBefore(end) ? byClock : end;
        }
        return end;
    }
}
