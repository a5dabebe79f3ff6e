package dev.evenflow.platform.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class HandbookCsvTest {
    private static final String HEADER =
            "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_TIME_SECONDS,TX_TIME_DAYS,TX_FRAUD,TX_FRAUD_SCENARIO\n";
    private static final String ROWS = HEADER
            + "0,2018-04-01 00:00:31,596,3156,57.16,31,0,0,0\n"
            + "1,2018-04-01 00:02:10,4961,3412,81.5,130,0,1,2\n"
            + "2,2018-04-02 23:59:59,2,1365,146,172799,1,0,0\n";

    @TempDir
    private Path dir;

    @Test
    void rowsBecomeTransactionsAndFraudGetsALabelAfterItsDelay() throws IOException {
        List<HistoryEvent> events = read(write("raw.csv", ROWS), Long.MAX_VALUE);

        assertThat(events).hasSize(4);
        Transaction first = (Transaction) events.get(0).value();
        assertThat(first.getTransactionId()).isEqualTo("0");
        assertThat(first.getEventTime()).isEqualTo(Instant.parse("2018-04-01T00:00:31Z"));
        assertThat(first.getCustomerId()).isEqualTo("596");
        assertThat(first.getTerminalId()).isEqualTo("3156");
        assertThat(first.getAmount()).isEqualTo(new BigDecimal("57.1600"));
        assertThat(first.getCurrency()).isEqualTo("EUR");
        assertThat(first.getCardId()).isNull();
        FraudLabel label = (FraudLabel) events.get(2).value();
        assertThat(label.getTransactionId()).isEqualTo("1");
        assertThat(label.getKnownAt()).isEqualTo(Instant.parse("2018-04-08T00:02:10Z"));
        assertThat(label.getIsFraud()).isTrue();
        assertThat(label.getFraudType()).isEqualTo("2");
        assertThat(label.getTerminalId()).isEqualTo("3412");
    }

    @Test
    void compressedFilesReadTheSame() throws IOException {
        Path gz = dir.resolve("raw.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write(ROWS.getBytes(StandardCharsets.UTF_8));
        }
        Path xz = dir.resolve("raw.csv.xz");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(xz), new LZMA2Options())) {
            out.write(ROWS.getBytes(StandardCharsets.UTF_8));
        }

        List<HistoryEvent> plain = read(write("raw.csv", ROWS), Long.MAX_VALUE);
        assertThat(read(gz, Long.MAX_VALUE)).isEqualTo(plain);
        assertThat(read(xz, Long.MAX_VALUE)).isEqualTo(plain);
        assertThat(read(xz, 1)).isEqualTo(plain.subList(0, 1));
    }

    @Test
    void anErrorNamesFileLineColumnFoundAndExpected() throws IOException {
        assertRefused(
                "7,2018-04-01 00:00:31,596,3156,12.34567,31,0,0,0\n", "line 2, column TX_AMOUNT: found '12.34567'");
        assertRefused(
                "7,2018-04-31 00:00:31,596,3156,1,31,0,0,0\n",
                "line 2, column TX_DATETIME: found '2018-04-31 00:00:31'");
        assertRefused("7,2018-04-01 00:00:31,,3156,1,31,0,0,0\n", "line 2, column CUSTOMER_ID: found ''");
        assertRefused(
                "7,2018-04-01 00:00:31,5,3156,1,31,0,yes,0\n", "line 2, column TX_FRAUD: found 'yes', expected 0 or 1");
        assertRefused("7,2018-04-01 00:00:31,5\n", "line 2: found 3 columns, expected 9");
        assertThatThrownBy(() -> read(write("other.csv", "ID,AMOUNT\n"), 1))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("line 1: column TRANSACTION_ID is missing");
    }

    @Test
    void aWrittenHistoryReadsBackMergedInOrderOfTime() throws IOException {
        List<HistoryEvent> events = read(write("raw.csv", ROWS), Long.MAX_VALUE);
        Path history = dir.resolve("history");
        try (HistoryWriter writer = new HistoryWriter(history, HistoryFormat.AVRO, 2)) {
            events.forEach(writer::write);
        }

        assertThat(history.resolve("transactions/part-00001.avro")).exists();
        assertThat(HistoryReader.count(history)).isEqualTo(4);
        List<HistoryEvent> read = new ArrayList<>();
        try (HistoryReader reader = new HistoryReader(history)) {
            reader.forEachRemaining(read::add);
        }
        assertThat(read).containsExactly(events.get(0), events.get(1), events.get(3), events.get(2));
        assertThatThrownBy(() -> new HistoryWriter(history))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void theHandbooksOwnFileIsReadWhole() {
        Path file =
                Path.of(System.getProperty("evenflow.shared", "../../shared")).resolve("data/handbook/raw.csv.xz");
        assumeTrue(
                Files.exists(file),
                "the handbook's data is not at " + file.toAbsolutePath() + "; -Devenflow.shared=DIR says where it is");
        long[] counts = new long[HistoryEvent.Flow.values().length];
        long rows = new HandbookCsv(file, "EUR", Duration.ofDays(7))
                .read(Long.MAX_VALUE, event -> counts[event.flow().ordinal()]++);

        assertThat(rows).isEqualTo(1_754_155);
        assertThat(counts).containsExactly(1_754_155, 14_681);
    }

    private void assertRefused(String row, String message) throws IOException {
        Path file = write("bad.csv", HEADER + row);
        assertThatThrownBy(() -> read(file, Long.MAX_VALUE))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static List<HistoryEvent> read(Path file, long maxRows) {
        List<HistoryEvent> events = new ArrayList<>();
        new HandbookCsv(file, "EUR", Duration.ofDays(7)).read(maxRows, events::add);
        return events;
    }
}
