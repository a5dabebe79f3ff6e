package dev.evenflow.archive.store.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetWriterTest {
    private static final List<Column> COLUMNS = List.of(
            Column.of("id", Column.STRING),
            Column.of("at", Column.TIMESTAMP),
            Column.of("n", Column.LONG),
            Column.of("x", Column.DOUBLE));

    @TempDir
    Path directory;

    /** Within one JVM the bytes are the same anyway: what varies is the identity of enum constants. */
    @Test
    void theBytesAreTheSameInEachJvm() throws Exception {
        Path here = directory.resolve("here.parquet");
        write(here);
        for (int hashCodes : List.of(0, 2, 3)) {
            Path there = directory.resolve(hashCodes + ".parquet");
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UnlockExperimentalVMOptions",
                            "-XX:hashCode=" + hashCodes,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writing.class.getName(),
                            there.toString())
                    .redirectOutput(directory.resolve("log").toFile())
                    .redirectErrorStream(true)
                    .start();
            assertThat(java.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(java.exitValue())
                    .as(Files.readString(directory.resolve("log")))
                    .isZero();
            assertThat(Files.readAllBytes(there)).isEqualTo(Files.readAllBytes(here));
        }
    }

    static final class Writing {
        private Writing() {}

        public static void main(String[] args) throws IOException {
            write(Path.of(args[0]));
        }
    }

    private static void write(Path file) throws IOException {
        try (DatasetWriter writer = DatasetWriter.open(DatasetSpec.Format.PARQUET, file, COLUMNS)) {
            for (long i = 0; i < 2_000; i++) {
                writer.write(new Object[] {"id-" + i, i, i % 5 == 0 ? null : i % 50, i / 7.0});
            }
        }
    }
}
