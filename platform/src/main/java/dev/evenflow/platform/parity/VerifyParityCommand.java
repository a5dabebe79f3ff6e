package dev.evenflow.platform.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.backfill.EmbeddedRun;
import dev.evenflow.platform.backfill.JobProgress;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.platform.topic.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow verify-parity}. Exit code 0: the same; 1: something differs, or nothing could be compared. */
@Command(
        name = "verify-parity",
        description = {
            "Compare every vector that the live job settled with what the batch job computes over the same events.",
            "Without --batch it runs the batch job over the topics, from their beginning to their end. The last vector of"
                    + " an id counts, read committed; why it was emitted does not. Events that live put aside as late, and"
                    + " vectors that it has not settled yet, are counted and reported."
        },
        mixinStandardHelpOptions = true)
public final class VerifyParityCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            defaultValue = "card-fraud",
            description = "Feature set (default: ${DEFAULT-VALUE}).")
    private String features = "card-fraud";

    @Option(names = "--topic", description = "Live vectors (default: features-<set>-settled).")
    private @Nullable String topic;

    @Option(
            names = "--batch",
            paramLabel = "DIR",
            description = "Vectors of an earlier backfill over the same events, with --format avro.")
    private @Nullable Path batch;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Compare --batch with the vectors in these files instead of those of a topic.")
    private @Nullable Path against;

    @Option(
            names = "--wait",
            defaultValue = "60s",
            converter = DurationText.class,
            description =
                    "How long a running job may take to commit vectors that are missing, and corrections of those that"
                            + " differ: parallel tasks are never equally far (default: ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ofSeconds(60);

    @Option(names = "--examples", defaultValue = "10", description = "Of each kind of difference.")
    private int examples = 10;

    @Option(names = "--json", description = "Print the report as JSON on standard output, and nothing else there.")
    private boolean json;

    @Option(names = "--job", defaultValue = "fraud-features", description = "Default: ${DEFAULT-VALUE}.")
    private String job = "fraud-features";

    @Option(names = "--parallelism", defaultValue = "2", description = "Of the batch job (default: ${DEFAULT-VALUE}).")
    private int parallelism = 2;

    @Option(names = "--memory", defaultValue = "2g", description = "Of the batch job (default: ${DEFAULT-VALUE}).")
    private String memory = "2g";

    @Parameters(arity = "0..*", paramLabel = "JOB OPTION", description = "After --: further options of the batch job.")
    private List<String> jobOptions = List.of();

    @Override
    public Integer call() {
        ParityReport report;
        if (against != null) {
            report = compareFiles(against);
        } else {
            FeatureSet set = FeatureSet.load(features);
            // its end is taken before the batch begins: all that live had seen by then is in the batch's range
            try (VectorTopic live =
                    new VectorTopic(target, topic != null ? topic : StandardTopics.settled(set.name()))) {
                report = batch != null ? compareTopic(live, batch) : computeAndCompare(live, set);
            }
        }
        if (json) {
            System.out.println(report.json().toPrettyString());
        } else {
            report.print(System.out);
        }
        return report.isEqual() ? 0 : DIFFERENT;
    }

    private ParityReport compareFiles(Path live) {
        if (batch == null) {
            throw new PlatformException("--against needs --batch DIR to compare with");
        }
        VectorFiles first = new VectorFiles(batch);
        VectorFiles second = new VectorFiles(live);
        ParityCheck check = new ParityCheck(first.schema(), examples);
        check.readBatch(first);
        check.readLive(second);
        return check.report(first, second, 0);
    }

    private ParityReport compareTopic(VectorTopic live, Path directory) {
        VectorFiles files = new VectorFiles(directory);
        ParityCheck check = new ParityCheck(files.schema(), examples);
        check.readBatch(files);
        check.readLive(live);
        long deadline = System.nanoTime() + wait.toNanos();
        long late = markLate(check);
        while (check.unequal() > 0 && System.nanoTime() < deadline) {
            System.err.printf("  waiting for %,d vectors or their corrections%n", check.unequal());
            ManagedProcess.pause(Duration.ofSeconds(2));
            live.moveOn(check.laterLive());
            late = markLate(check);
        }
        return check.report(files, live, late);
    }

    private ParityReport computeAndCompare(VectorTopic live, FeatureSet set) {
        Path directory = temporaryDirectory();
        try {
            Path out = directory.resolve("out");
            List<String> arguments = new ArrayList<>(List.of(
                    "--runtime-mode",
                    "batch",
                    "--features",
                    set.reference(),
                    "--kafka.bootstrap",
                    target.bootstrap(),
                    "--registry.url",
                    target.registry(),
                    "--kafka.start",
                    "earliest",
                    "--out",
                    out.toString(),
                    "--format",
                    "avro"));
            Access.jobOptions(target.bootstrap(), Principal.FRAUD_FEATURES)
                    .forEach((option, value) -> arguments.addAll(List.of(option, value)));
            arguments.addAll(jobOptions);
            Project project = Project.locate();
            System.err.println("Computing the batch's vectors over the topics");
            new EmbeddedRun(project.jobJar(job), arguments, parallelism, memory)
                    .run(
                            PlatformHome.resolve(),
                            project,
                            new JobProgress(System.err, Boolean.getBoolean("evenflow.terminal")));
            return compareTopic(live, out);
        } finally {
            PlatformHome.deleteTree(directory);
        }
    }

    /** Marks the events of the late topic and returns how many records it has. */
    private long markLate(ParityCheck check) {
        try (TopicReader reader = new TopicReader(
                target.bootstrap(), new RegistrySubjects(target.registry()), StandardTopics.LATE_EVENTS)) {
            return reader.readToEnd(Long.MAX_VALUE, record -> {
                JsonNode event = reader.decode(record);
                if (event.path("kind").asText().equals("EVENT")) {
                    check.markLate(event.path("event_id").asText());
                }
            });
        }
    }

    private static Path temporaryDirectory() {
        try {
            Path parent = PlatformHome.resolve().root();
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "parity");
        } catch (IOException e) {
            throw new PlatformException("cannot make a directory for the batch's vectors: " + e.getMessage(), e);
        }
    }
}
