package dev.evenflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStateTest {

    private static final PlatformPorts PORTS = new PlatformPorts(1, 2, 3, 4, 5, 6, 7, 8, 9);
    private static final FlinkSizes SIZES = new FlinkSizes("768m", "1g", 2, 1);
    private static final ProcessRecord KAFKA = new ProcessRecord("kafka", 42, 1_000, "-Dx=kafka", List.of(1, 2), 0);

    @TempDir
    private Path directory;

    @Test
    void isReadAsItWasWritten() {
        PlatformHome home = new PlatformHome(directory);
        PlatformState state = PlatformState.starting(77, PORTS, SIZES, false).with(KAFKA);
        state.write(home);
        assertThat(PlatformState.read(home)).contains(state);
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(home.stateFile()));
    }

    @Test
    void aProcessTakesThePlaceOfItsPredecessor() {
        ProcessRecord registry = new ProcessRecord("registry", 43, 1_000, "-Dx=registry", List.of(3), 0);
        PlatformState state = PlatformState.starting(77, PORTS, SIZES, false)
                .with(KAFKA)
                .with(registry)
                .with(KAFKA.readyAfter(5));
        assertThat(state.processes()).containsExactly(KAFKA.readyAfter(5), registry);
        assertThat(state.without("kafka").processes()).containsExactly(registry);
    }

    @Test
    void nothingStartedSaysHowToStart() {
        PlatformHome home = new PlatformHome(directory.resolve("never"));
        assertThat(PlatformState.read(home)).isEmpty();
        assertThatThrownBy(() -> PlatformState.require(home))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("./evenflow up");
    }

    @Test
    void aForeignFileIsAnErrorThatNamesIt() throws IOException {
        PlatformHome home = new PlatformHome(directory);
        Files.writeString(home.stateFile(), "{\"version\": 9}");
        assertThatThrownBy(() -> PlatformState.read(home))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(home.stateFile().toString());
    }

    @Test
    void onlyOneCommandStartsOrStopsAtATime() {
        PlatformHome home = new PlatformHome(directory);
        try (HomeLock held = HomeLock.take(home)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> HomeLock.take(home)).hasMessageContaining("another ./evenflow command");
        }
        HomeLock.take(home).close();
    }
}
