package dev.evenflow.benchmarks;

import java.util.Arrays;

/** What happens to each record, each case more than the one before. */
enum QualityCase {
    DECODED("0", "decoded"),
    PROFILED("p", "decoded, all fields profiled"),
    KEYED("k", "and its key counted"),
    CHECKED("c", "and held to every row rule of its contract"),
    MERGED("m", "and partial profiles written, read and merged, as between the job's operators");

    final String letter;
    final String text;

    QualityCase(String letter, String text) {
        this.letter = letter;
        this.text = text;
    }

    static QualityCase of(String letter) {
        return Arrays.stream(values())
                .filter(each -> each.letter.equals(letter))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("case '" + letter + "', expected one of 0, p, k, c, m"));
    }
}
