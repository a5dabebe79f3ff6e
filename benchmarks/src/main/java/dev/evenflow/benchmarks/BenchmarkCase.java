package dev.evenflow.benchmarks;

import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What is measured, by the letter that the results use. */
enum BenchmarkCase {
    ROWS("0", "rows made and dropped", 1, ArchiveSinkTopologies::rowsAlone),
    PLAIN_WRITE("a", "ready rows, Iceberg's sink", 1, ArchiveSinkTopologies::plainWrite),
    ARCHIVE_WRITE("b", "ready rows, the archive's write path", 1, ArchiveSinkTopologies::archiveWrite),
    ARCHIVE_WHOLE("c", "records: sealed, joined, the archive", 2, ArchiveSinkTopologies::archiveWhole),
    PLAIN_WHOLE("d", "records: decoded, joined, Iceberg's sink", 2, ArchiveSinkTopologies::plainWhole);

    final String letter;
    final String what;
    final int sources;
    final BiConsumer<ArchiveSinkTopologies, StreamExecutionEnvironment> topology;

    BenchmarkCase(
            String letter,
            String what,
            int sources,
            BiConsumer<ArchiveSinkTopologies, StreamExecutionEnvironment> topology) {
        this.letter = letter;
        this.what = what;
        this.sources = sources;
        this.topology = topology;
    }

    static BenchmarkCase of(String letter) {
        for (BenchmarkCase candidate : values()) if (candidate.letter.equals(letter)) return candidate;
        throw new IllegalArgumentException("there is no case '" + letter + "', expected 0, a, b, c or d");
    }
}
