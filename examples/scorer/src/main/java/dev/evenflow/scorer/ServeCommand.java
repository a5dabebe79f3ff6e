package dev.evenflow.scorer;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scorer serve}. */
@Command(
        name = "serve",
        description = {
            "Score every served vector and publish what was asked and answered; say of each label which inference it is of.",
            "Goes on until it is stopped. At least once: after a crash the last batch is scored again."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "What `train` wrote.")
    private Path model = Path.of("");

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "Of Kafka.")
    private String bootstrap = "";

    @Option(names = "--registry", required = true, paramLabel = "URL", description = "Of the schema registry.")
    private String registry = "";

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties of the clients, as Kafka's own tools take them: security, passwords. Those that"
                    + " begin with basic.auth. or schema.registry. are the registry's.")
    private @Nullable Path clientConfig;

    @Option(names = "--topic", description = "Served vectors (default: features-<set of the model>-served).")
    private @Nullable String topic;

    @Option(
            names = "--region",
            defaultValue = "EU",
            description = "By whose law the inferences are kept (default: ${DEFAULT-VALUE}).")
    private String region = "EU";

    @Option(
            names = "--deployment",
            defaultValue = "scorer",
            description = "Name of this deployment; its consumer group and part of every inference id (default:"
                    + " ${DEFAULT-VALUE}).")
    private String deployment = "scorer";

    @Option(
            names = "--clock",
            defaultValue = "log",
            paramLabel = "log|event",
            description =
                    "Times of the inferences: when the vector came to its topic, or the transaction's own time, for"
                            + " simulations (default: ${DEFAULT-VALUE}).")
    private Inferences.Clock clock = Inferences.Clock.LOG;

    @Option(
            names = "--start",
            defaultValue = "earliest",
            paramLabel = "earliest|latest",
            description = "Where to begin without committed offsets (default: ${DEFAULT-VALUE}).")
    private String start = "earliest";

    @Override
    public void run() {
        if (!start.equals("earliest") && !start.equals("latest")) {
            throw new ScorerException("--start is '" + start + "', expected earliest or latest");
        }
        try (Model loaded = Model.load(model)) {
            String features =
                    topic != null ? topic : "features-" + loaded.metadata().featureSet() + "-served";
            System.out.println("Model " + loaded.metadata().name() + " version "
                    + loaded.metadata().version() + " scores " + features);
            ClientConfig client = ClientConfig.read(clientConfig);
            CountDownLatch done = new CountDownLatch(1);
            try (Service service = new Service(
                    new Inferences(loaded, region, deployment, clock),
                    new Wire(registry, client),
                    bootstrap,
                    client,
                    features,
                    start)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    service.stop();
                    awaitQuietly(done);
                }));
                service.run();
            } finally {
                done.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                System.err.println("stopped in the middle of a batch: it will be scored again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
