package dev.evenflow.platform.history;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow import handbook FILE --out DIR}. */
@Command(
        name = "handbook",
        description = {
            "Convert the Fraud Detection Handbook's raw CSV to files below DIR/transactions and DIR/labels.",
            "Times are UTC. A row with TX_FRAUD 1 gets a label that becomes known --label-delay after it;"
                    + " rows without a label count as not fraudulent."
        },
        mixinStandardHelpOptions = true)
final class ImportHandbookCommand implements Runnable {

    @Parameters(paramLabel = "FILE", description = "CSV with its header line; .csv, .csv.gz or .csv.xz.")
    private Path file = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go; new or empty.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            defaultValue = "avro",
            paramLabel = "avro|parquet",
            description = "Of the files; replay reads Avro only (default: ${DEFAULT-VALUE}).")
    private HistoryFormat format = HistoryFormat.AVRO;

    @Option(names = "--max-rows", paramLabel = "N", description = "Stop after so many rows.")
    private long maxRows = Long.MAX_VALUE;

    @Option(
            names = "--currency",
            defaultValue = "EUR",
            description = "Of all amounts; the data set names none (default: ${DEFAULT-VALUE}).")
    private String currency = "EUR";

    @Option(
            names = "--label-delay",
            defaultValue = "7d",
            converter = DurationText.class,
            description = "From a fraudulent transaction to its label (default: ${DEFAULT-VALUE}).")
    private Duration labelDelay = Duration.ofDays(7);

    @Override
    public void run() {
        HandbookCsv csv = new HandbookCsv(file, currency, labelDelay);
        Progress progress = new Progress("records written");
        try (HistoryWriter history = new HistoryWriter(out, format)) {
            long rows = csv.read(maxRows, event -> {
                history.write(event);
                progress.advance();
            });
            history.close();
            progress.end();
            System.out.printf(
                    Locale.ROOT,
                    "Imported %,d rows to %,d transactions and %,d labels in %s (%.1f s, %,.0f rows/s).%n",
                    rows,
                    history.transactions(),
                    history.labels(),
                    out,
                    progress.seconds(),
                    rows / progress.seconds());
        }
    }
}
