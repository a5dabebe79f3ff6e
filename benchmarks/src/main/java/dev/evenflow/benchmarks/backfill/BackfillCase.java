package dev.evenflow.benchmarks.backfill;

import java.util.List;

/** One way from files to features. */
enum BackfillCase {
    OURS("e", "./evenflow backfill", List.of(), ""),
    OURS_ON_FLINK("f", "./evenflow backfill --engine flink", List.of("--engine", "flink"), ""),
    DUCKDB("d", "DuckDB, Java driver, 2 threads", List.of(), DuckDbBackfill.class.getName()),
    HEAP_LOOP("h", "plain loop over arrays, 2 threads", List.of(), HeapLoopBackfill.class.getName());

    final String letter;
    final String what;
    /** Of the command line, where it is ours. */
    final List<String> options;
    /** The program, where it is not ours. */
    final String main;

    BackfillCase(String letter, String what, List<String> options, String main) {
        this.letter = letter;
        this.what = what;
        this.options = options;
        this.main = main;
    }

    boolean ours() {
        return main.isEmpty();
    }

    /** An {@link IllegalArgumentException} for an unknown letter. */
    static BackfillCase of(String letter) {
        for (BackfillCase one : values()) if (one.letter.equals(letter)) return one;
        throw new IllegalArgumentException("case '" + letter + "', expected e, f, d or h");
    }
}
