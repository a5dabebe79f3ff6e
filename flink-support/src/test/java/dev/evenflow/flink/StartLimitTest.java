package dev.evenflow.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.junit.jupiter.api.Test;

/**
 * How long a process of Flink may take to start its remote calls, asked of Pekko itself: Flink has an option for it, and of what it
 * writes Pekko reads another name.
 */
class StartLimitTest {
    private static final String READ_BY_PEKKO = "pekko.remote.classic.startup-timeout";

    @Test
    void aBusyMachineHasMinutesToStartInsteadOfTenSeconds() throws Exception {
        Configuration flink = GlobalConfiguration.loadConfiguration(
                Path.of("../flink-conf").toAbsolutePath().toString());
        String property = "-D" + READ_BY_PEKKO + "=";
        String given = "";
        for (String option : flink.getString("env.java.opts.all", "").split("\\s+"))
            if (option.startsWith(property)) given = option.substring(property.length());
        assertThat(given).as("in env.java.opts.all").isNotEmpty();

        System.setProperty(READ_BY_PEKKO, given);
        try (RpcSystem system = RpcSystem.load(flink)) {
            RpcService service =
                    system.remoteServiceBuilder(flink, "127.0.0.1", "0").createAndStart();
            try {
                assertThat(limitOf(service)).isEqualTo(Duration.ofMinutes(2));
            } finally {
                service.closeAsync().get();
            }
        } finally {
            System.clearProperty(READ_BY_PEKKO);
        }
    }

    /** By reflection: Flink loads Pekko in a class loader of its own. */
    private static Object limitOf(RpcService service) throws Exception {
        Object actors = call(service, "getActorSystem");
        Object settings = call(call(actors, "settings"), "config");
        Method duration = settings.getClass().getMethod("getDuration", String.class);
        duration.setAccessible(true);
        return duration.invoke(settings, READ_BY_PEKKO);
    }

    private static Object call(Object target, String method) throws Exception {
        Method found = target.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(target);
    }
}
