package dev.evenflow.flink.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobOptionsTest {
    private static final List<JobOption> OPTIONS = List.of(
            new JobOption("disorder", "a duration such as 30s", "1m", "How far."),
            new JobOption("topic.late", "a topic", "late-events", "Where."));

    private static JobOptions read(Map<String, String> environment, String... args) {
        return JobOptions.read(OPTIONS, List.of("kafka.client."), args, environment);
    }

    @Test
    void argumentsWinOverEnvironmentOverFileOverDefault(@TempDir Path directory) throws IOException {
        String file = Files.writeString(directory.resolve("job.properties"), "disorder=3m\ntopic.late=from-file\n")
                .toString();
        assertThat(read(Map.of()).text("disorder")).isEqualTo("1m");
        assertThat(read(Map.of(), "--config", file).text("disorder")).isEqualTo("3m");
        Map<String, String> environment = Map.of("EVENFLOW_DISORDER", "4m", "EVENFLOW_CONFIG", file);
        assertThat(read(environment).text("disorder")).isEqualTo("4m");
        assertThat(read(environment).text("topic.late")).isEqualTo("from-file");
        assertThat(read(environment, "--disorder", "5m").text("disorder")).isEqualTo("5m");
        assertThat(read(environment, "--disorder=6m").duration("disorder")).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void namesTheNearestOptionForATypingError() {
        assertThatThrownBy(() -> read(Map.of(), "--disorde", "5m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'disorde'")
                .hasMessageContaining("did you mean 'disorder'");
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> read(Map.of(), "disorder")).hasMessageContaining("expected --name value");
        assertThatThrownBy(() -> read(Map.of(), "--disorder")).hasMessageContaining("--disorder");
        assertThatThrownBy(() -> read(Map.of(), "--disorder", "1m", "--disorder", "2m"))
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> read(Map.of(), "--disorder", "soon").duration("disorder"))
                .hasMessageContaining("--disorder")
                .hasMessageContaining("a duration such as 30s");
        assertThatThrownBy(() -> read(Map.of(), "--config", "/no/such/file")).hasMessageContaining("/no/such/file");
    }

    @Test
    void readsAConstantAsItIsDocumented() {
        assertThat(read(Map.of(), "--topic.late", "read-only").oneOf("topic.late", StandardAccess.class))
                .isEqualTo(StandardAccess.READ_ONLY);
        assertThatThrownBy(() -> read(Map.of(), "--topic.late", "readonly").oneOf("topic.late", StandardAccess.class))
                .hasMessageContaining("--topic.late");
    }

    private enum StandardAccess {
        READ_ONLY
    }

    @Test
    void passesOnWhatIsUnderAFreePrefix() {
        assertThat(read(Map.of(), "--kafka.client.security.protocol", "SASL_SSL")
                        .under("kafka.client."))
                .containsExactly(Map.entry("security.protocol", "SASL_SSL"));
    }

    @Test
    void clientsPropertiesComeFromTheEnvironmentToo() {
        Map<String, String> environment = Map.of("EVENFLOW_KAFKA_CLIENT_SASL_MECHANISM", "SCRAM-SHA-512");
        assertThat(read(environment).under("kafka.client.")).containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(read(environment, "--kafka.client.sasl.mechanism", "PLAIN").under("kafka.client."))
                .containsEntry("sasl.mechanism", "PLAIN");
    }

    @Test
    void aKeyOfTheFileIsRefusedLikeAnArgument(@TempDir Path directory) throws IOException {
        String file = Files.writeString(directory.resolve("job.properties"), "disordr=3m\n")
                .toString();
        assertThatThrownBy(() -> read(Map.of("EVENFLOW_CONFIG", file)))
                .hasMessageContaining("'disordr' (file " + file)
                .hasMessageContaining("did you mean 'disorder'");
    }

    @Test
    void aVariableThatIsMeantForAnOptionIsRefused() {
        assertThatThrownBy(() -> read(Map.of("EVENFLOW_DISORDR", "3m")))
                .hasMessage("unknown option EVENFLOW_DISORDR (environment); did you mean EVENFLOW_DISORDER?");
        assertThatThrownBy(() -> read(Map.of("EVENFLOW_TOPICS_LATE", "x"))).hasMessageContaining("EVENFLOW_TOPIC_LATE");
        assertThatThrownBy(() -> read(Map.of("EVENFLOW_KAFKA_BOOTSTRAP_SERVERS", "x")))
                .hasMessageContaining("EVENFLOW_KAFKA_BOOTSTRAP_SERVERS");
    }

    /** Of the command line, of another job, of an archive's catalogue. */
    @Test
    void otherVariablesAreLeftAlone() {
        Map<String, String> environment =
                Map.of("EVENFLOW_HOME", "/tmp", "EVENFLOW_NO_BUILD", "1", "EVENFLOW_QUALITY", "q.yaml", "PATH", "/bin");
        assertThat(read(environment).text("disorder")).isEqualTo("1m");
    }
}
