package dev.evenflow.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** flink-conf/bin: what a distribution's client is called with. That it understands it, check-distribution shows. */
class DistributionScriptsTest {
    @TempDir
    private Path home;

    private Path jar = Path.of("");

    /** A client that says what it was given, an argument a line. */
    @BeforeEach
    void distribution() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Path client = Files.writeString(home.resolve("bin/flink"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(client.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/log4j.properties"), "rootLogger.level = INFO\n");
        Files.writeString(home.resolve("conf/config.yaml"), "rest:\n  address: localhost\n");
        jar = Files.writeString(home.resolve("a job.jar"), "");
    }

    private record Answer(int code, List<String> lines) {}

    private Answer call(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "sh", Project.locate().flinkConf().resolve("bin/" + script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FLINK_HOME", home.toString());
        builder.environment().put("EVENFLOW_JAR", jar.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output.lines().toList());
    }

    @Test
    void settingsOfTheJobComeFirstThenTheCallersThenTheJarThenItsOptions() throws Exception {
        Answer answer =
                call("run-job", "inference-archive", "-s", "file:///a b", "-Dx=y z", "--", "--archive", "/a b.yaml");
        assertThat(answer.code()).isZero();
        assertThat(answer.lines())
                .startsWith("run", "-d")
                .contains("-Dexecution.checkpointing.interval=15 s")
                .endsWith("-s", "file:///a b", "-Dx=y z", jar.toString(), "--archive", "/a b.yaml");
        assertThat(answer.lines().stream().filter(line -> line.startsWith("-D")))
                .hasSize(1
                        + DeployableJob.of("inference-archive", null)
                                .flinkOptions()
                                .size());
    }

    @Test
    void anUnknownJobIsRefusedWithThoseThatThereAre() throws Exception {
        Answer answer = call("run-job", "fraud-feature");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines().get(0))
                .contains("no job 'fraud-feature'")
                .contains("fraud-features inference-archive quality-monitor");
    }

    @Test
    void aConfigurationIsOursWithWhatTheClusterGives() throws Exception {
        Path directory = home.resolve("my conf");
        assertThat(call("make-conf", directory.toString(), "heartbeat.timeout=1 min", "rest.address=jm1")
                        .code())
                .isZero();
        assertThat(FlinkConfiguration.read(directory.resolve("config.yaml")))
                .containsEntry("heartbeat.timeout", "1 min")
                .containsEntry("rest.address", "jm1")
                .containsEntry("pipeline.generic-types", "false");
        assertThat(Files.readString(directory.resolve("config.yaml"))).doesNotContain("heartbeat.timeout: 15 s");
        assertThat(directory.resolve("log4j.properties")).exists();
        assertThat(call("make-conf", directory.toString(), "rest.address").lines())
                .containsExactly("make-conf: 'rest.address', expected KEY=VALUE");
    }
}
