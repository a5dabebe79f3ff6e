package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow replay DIR}. */
@Command(
        name = "replay",
        description = {
            "Publish a history to the topics transactions and fraud-labels, merged in order of time.",
            "With --disorder D, whatever is sent before an event has a time of at most the event's time plus D, over"
                    + " both topics and so in each partition: a watermark that lags D behind never overtakes an event.",
            "A streaming job settles an event only when its watermark has passed it. A job that stops at the latest"
                    + " offset settles everything; for one that runs on, --flush sends events that push the watermark."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Runnable {

    @Parameters(paramLabel = "DIR", description = "With transactions/*.avro and labels/*.avro.")
    private Path directory = Path.of("");

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Mixin
    private MischiefOptions mischief = new MischiefOptions();

    @Option(names = "--rate", defaultValue = "max", paramLabel = "N|max", description = "Records per second.")
    private String rate = "max";

    @Option(names = "--partitions", description = "Spread keys over so many (default: all of the topic).")
    private int partitions;

    @Option(
            names = "--flush",
            converter = DurationText.class,
            paramLabel = "DURATION",
            description =
                    "At the end send each partition a transaction and a label so much after the last event, so that"
                            + " a running job settles all others; give more than the job's disorder and allowed lateness."
                            + " These stay in the topics: both live and batch see them.")
    private @Nullable Duration flush;

    @Option(names = "--json", description = "Print the counts as JSON on standard output, and nothing else there.")
    private boolean json;

    @Override
    public void run() {
        Access.actAs(Principal.SIMULATOR);
        Pace pace = rate.equalsIgnoreCase("max") ? Pace.asFastAsPossible() : Pace.perSecond(number(rate));
        Progress progress = new Progress("records sent");
        try (HistoryReader history = new HistoryReader(directory);
                HistoryPublisher publisher = new HistoryPublisher(target, partitions, mischief.seed())) {
            Published published = publisher.publish(new Deliveries(history, mischief.toMischief()), pace, progress);
            progress.end();
            double seconds = progress.seconds();
            if (flush != null) {
                FlushEvents.send(publisher, published.lastTime() + flush.toMillis());
            }
            if (json) {
                System.out.println(published.json().toPrettyString());
            } else {
                published.print(System.out, seconds);
            }
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new PlatformException(
                    String.format(Locale.ROOT, "--rate is '%s', expected records per second, or max", text), e);
        }
    }
}
