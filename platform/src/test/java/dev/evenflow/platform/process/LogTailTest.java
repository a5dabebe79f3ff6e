package dev.evenflow.platform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path directory;

    @Test
    void givesTheLastLinesOldestFirst() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "one\ntwo\nthree\n");
        assertThat(LogTail.of(log, 2)).containsExactly("two", "three");
        assertThat(LogTail.of(log, 9)).containsExactly("one", "two", "three");
    }

    @Test
    void readsOnlyTheEndOfALargeFileAndNoHalfLine() throws IOException {
        String text = IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        Path log = Files.writeString(directory.resolve("large.log"), text);
        assertThat(LogTail.of(log, 100_000))
                .hasSizeLessThan(100_000)
                .allMatch(line -> line.startsWith("line "))
                .endsWith("line 99999");
    }

    @Test
    void aMissingFileHasNoLines() {
        assertThat(LogTail.of(directory.resolve("none"), 5)).isEmpty();
    }
}
