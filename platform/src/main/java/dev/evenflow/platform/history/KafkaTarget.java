package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which broker and registry; by default those of the running platform. */
public final class KafkaTarget {
    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Broker (default: the running platform's).")
    private @Nullable String bootstrap;

    @Option(names = "--registry", paramLabel = "URL", description = "Registry (default: the running platform's).")
    private @Nullable String registry;

    public KafkaTarget() {
        this(null, null);
    }

    public KafkaTarget(@Nullable String bootstrap, @Nullable String registry) {
        this.bootstrap = bootstrap;
        this.registry = registry;
    }

    public String bootstrap() {
        return bootstrap != null
                ? bootstrap
                : PlatformState.require(PlatformHome.resolve()).bootstrapServers();
    }

    public String registry() {
        return registry != null
                ? registry
                : PlatformState.require(PlatformHome.resolve()).registryUrl();
    }
}
