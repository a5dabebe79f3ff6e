package dev.evenflow.platform.quality;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.backfill.EmbeddedRun;
import dev.evenflow.platform.backfill.JobProgress;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.history.HistoryEvent;
import dev.evenflow.platform.history.HistoryWriter;
import dev.evenflow.platform.quality.data.DataFiles;
import dev.evenflow.platform.simulator.PaymentSimulator;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.plan.MonitorPlan;
import dev.evenflow.quality.plan.PlanException;
import dev.evenflow.quality.plan.WatchedDataset;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Baselines of the local platform, made of simulated payments as a training set would be: those that its quality.yaml
 * names and that are not there. What is there is never touched.
 */
public final class SimulatedBaselines {
    private static final String FEATURES = "card-fraud";
    private static final long SEED = 1;
    private static final int CUSTOMERS = 2_000;
    private static final int TRANSACTIONS = 30_000;
    /** Ten a customer in a month: the windows of the features are filled. */
    private static final Duration SPAN = Duration.ofDays(30);

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private final PlatformHome home;
    private final Project project;
    private final Consumer<String> progress;

    public SimulatedBaselines(PlatformHome home, Project project, Consumer<String> progress) {
        this.home = home;
        this.project = project;
        this.progress = progress;
    }

    /** The missing ones of {@code home}'s plan. */
    public void write() {
        Path work = home.data("quality").resolve("simulated");
        try {
            for (WatchedDataset dataset : plan().datasets()) {
                String baseline = dataset.baseline();
                if (baseline != null) {
                    Path file = home.qualityFile().resolveSibling(baseline);
                    if (!Files.exists(file)) write(dataset.topic(), file, work);
                }
            }
        } finally {
            PlatformHome.deleteTree(work);
        }
    }

    private void write(String topic, Path file, Path work) {
        long begin = System.nanoTime();
        Path data;
        if (topic.equals(StandardTopics.TRANSACTIONS)) {
            data = history(work).resolve(HistoryEvent.Flow.TRANSACTIONS.directory());
        } else if (topic.equals(StandardTopics.served(FEATURES)) || topic.equals(StandardTopics.settled(FEATURES))) {
            data = vectors(work);
        } else {
            throw new PlatformException(home.qualityFile() + ": baseline " + file + " of " + topic
                    + " does not exist; ./evenflow quality baseline makes one");
        }
        Optional<Contract> contract = contract(topic);
        RecordProfile profile = profile(data, contract);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new PlatformException("cannot write " + file + ": " + e, e);
        }
        new Baseline(
                        topic,
                        contract.map(Contract::version).orElse(""),
                        "simulated payments, seed " + SEED,
                        START.plus(SPAN),
                        profile)
                .write(file);
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "  baseline of %s: %,d simulated records, in %s (%.1f s)",
                topic,
                profile.records(),
                file,
                (System.nanoTime() - begin) / 1e9));
    }

    private MonitorPlan plan() {
        Path file = home.qualityFile();
        try {
            return MonitorPlan.parse(file.toString(), Files.readString(file));
        } catch (IOException | PlanException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The one beside the schema. */
    private Optional<Contract> contract(String topic) {
        String name = topic + ".odcs.yaml";
        try (Stream<Path> files = Files.walk(project.root().resolve("schemas/src/main/avro"))) {
            Optional<Path> file = files.filter(each -> each.endsWith(name)).findFirst();
            return file.isEmpty() ? Optional.empty() : Optional.of(Contract.parse(name, Files.readString(file.get())));
        } catch (IOException | ContractException e) {
            throw new PlatformException("cannot read the contract " + name + ": " + e.getMessage(), e);
        }
    }

    private static RecordProfile profile(Path data, Optional<Contract> contract) {
        Set<String> withheld = contract.stream()
                .flatMap(each -> each.fields().stream())
                .filter(ContractField::sensitive)
                .map(ContractField::path)
                .collect(Collectors.toSet());
        RecordProfile profile = new RecordProfile();
        Map<Schema, ProfilePlan> plans = new java.util.IdentityHashMap<>();
        new DataFiles(List.of(data), null)
                .read((file, row, record) -> profile.add(
                        plans.computeIfAbsent(record.getSchema(), schema -> ProfilePlan.of(schema, Set.of(), withheld)),
                        record));
        return profile;
    }

    private static Path history(Path work) {
        Path directory = work.resolve("history");
        if (!Files.exists(directory)) {
            PaymentSimulator simulator = new PaymentSimulator(new PaymentSimulator.Settings(
                    SEED, START, CUSTOMERS, (double) TRANSACTIONS / SPAN.toSeconds(), 0.01, Duration.ZERO, true));
            try (HistoryWriter writer = new HistoryWriter(directory)) {
                while (simulator.transactions() < TRANSACTIONS) {
                    writer.write(simulator.next());
                }
            }
        }
        return directory;
    }

    private Path vectors(Path work) {
        Path out = work.resolve("features");
        if (!Files.exists(out)) {
            new EmbeddedRun(
                            project.jobJar(DeployableJob.FRAUD_FEATURES),
                            List.of(
                                    "--runtime-mode",
                                    "batch",
                                    "--features",
                                    FEATURES,
                                    "--source",
                                    history(work).toString(),
                                    "--out",
                                    out.toString(),
                                    "--format",
                                    "avro"),
                            1,
                            "1g")
                    .run(home, project, new JobProgress(new PrintStream(OutputStream.nullOutputStream()), false));
        }
        return out.resolve("vectors");
    }
}
