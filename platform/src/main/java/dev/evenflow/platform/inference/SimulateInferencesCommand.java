package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.Message;
import dev.evenflow.inference.MessagePart;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.history.Deliveries.Mischief;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.MischiefOptions;
import dev.evenflow.platform.history.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow simulate-inferences}. */
@Command(
        name = "simulate-inferences",
        description = {
            "Publish made-up requests and responses of models for the archive, and say exactly what was sent.",
            "They are tabular by default; --images sends pictures, --chats those of a file in MT-bench's form."
        },
        mixinStandardHelpOptions = true)
public final class SimulateInferencesCommand implements Runnable {

    @Option(names = "--count", defaultValue = "100000", description = "Inferences (default: ${DEFAULT-VALUE}).")
    private long count = 100_000;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Records a second; 0, the default: as fast as possible.")
    private double rate;

    @Option(names = "--missing-responses", paramLabel = "P", description = "Share that never gets a response.")
    private double missing;

    @Option(names = "--responses-first", paramLabel = "P", description = "Share whose response comes first.")
    private double first;

    @Option(
            names = "--regions",
            split = ",",
            defaultValue = "EU,US",
            description = "Where the people are, most of them in the first (default: ${DEFAULT-VALUE}).")
    private List<String> regions = List.of("EU", "US");

    @Option(names = "--subjects", defaultValue = "50000", description = "People (default: ${DEFAULT-VALUE}).")
    private int subjects = 50_000;

    @Option(names = "--images", paramLabel = "N", description = "Send so many pictures instead, inline.")
    private int images;

    @Option(names = "--equal-images", paramLabel = "P", description = "Share of pictures that repeat an earlier one.")
    private double equalImages;

    @Option(names = "--chats", paramLabel = "FILE", description = "Send the questions of this file instead.")
    private @Nullable Path chats;

    @Option(names = "--answers", paramLabel = "FILE", description = "Reference answers to --chats.")
    private @Nullable Path answers;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            description = "Adds a text of so many bytes to each request, to see what large records do.")
    private int payload;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the counts to this file as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description =
                    "Time of the first inference; with the seed it makes a run repeatable to the byte (default: so"
                            + " that they end now).")
    private @Nullable Instant start;

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Mixin
    private MischiefOptions mischief = new MischiefOptions();

    @Override
    public void run() {
        Access.actAs(Principal.SIMULATOR);
        requireSense();
        Progress progress = new Progress("records sent");
        try (InferencePublisher publisher = new InferencePublisher(target, mischief.seed())) {
            InferenceDeliveries deliveries = new InferenceDeliveries(inferences(), mischief.toMischief(), first);
            SentInferences sent = publisher.publish(deliveries, rate, progress);
            progress.end();
            sent.print(System.out, progress.seconds());
            if (report != null) Files.writeString(report, sent.json().toPrettyString() + "\n");
        } catch (IOException e) {
            throw new PlatformException("cannot write --report " + report + ": " + e.getMessage(), e);
        }
    }

    private void requireSense() {
        Mischief.requireShare("--missing-responses", missing);
        Mischief.requireShare("--responses-first", first);
        Mischief.requireShare("--equal-images", equalImages);
        if (count < 0 || images < 0 || payload < 0 || rate < 0)
            throw new PlatformException("one of --count, --images, --payload and --rate is negative");
        if (images > 0 && chats != null) throw new PlatformException("--images and --chats: expected one of them");
        if (answers != null && chats == null) throw new PlatformException("--answers is expected only with --chats");
        if ((images > 0 || chats != null) && (missing > 0 || payload > 0))
            throw new PlatformException(
                    "--missing-responses and --payload are not for --images and --chats, expected without these");
        if (equalImages > 0 && images == 0)
            throw new PlatformException("--equal-images is expected only with --images");
    }

    private Iterator<Inference> inferences() {
        Population population = new Population(subjects, regions);
        SplittableRandom random = new SplittableRandom(mischief.seed());
        if (chats != null) return new ChatInferences(chats, answers, startOr(Instant.now()), population);
        if (images > 0) {
            Instant aDayAgo = Instant.now().minus(Duration.ofDays(1));
            return new ImageInferences(images, equalImages, startOr(aDayAgo), population, random);
        }
        // a day and a bit, whatever the number
        long stepMillis = Math.max(1, Duration.ofHours(30).toMillis() / Math.max(1, count));
        Instant begin = startOr(Instant.now().minusMillis(stepMillis * count));
        Iterator<Inference> tabular = new TabularInferences(count, begin, stepMillis, missing, population, random);
        return payload > 0 ? withPayload(tabular) : tabular;
    }

    private Instant startOr(Instant otherwise) {
        return start != null ? start : otherwise;
    }

    private Iterator<Inference> withPayload(Iterator<Inference> inferences) {
        String text = "All work and no play makes a dull payload. "
                .repeat(payload / 43 + 1)
                .substring(0, payload);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return inferences.hasNext();
            }

            @Override
            public Inference next() {
                Inference inference = inferences.next();
                InferenceRequest request = inference.request();
                request.setInputMessages(List.of(new Message("user", List.of(new MessagePart("text", text, null)))));
                return inference;
            }
        };
    }
}
