package dev.evenflow.platform.history;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The raw transactions of the Fraud Detection Handbook (Le Borgne et al., simulated data set) as a history. Times are
 * whole seconds without a zone and are taken as UTC. A row with {@code TX_FRAUD} 1 gets a label that becomes known a
 * fixed delay after it; a row without a label counts as not fraudulent.
 *
 * @param currency of all amounts, ISO 4217; the data set has none
 * @param labelDelay from a transaction to its label
 */
public record HandbookCsv(Path file, String currency, Duration labelDelay) {
    private static final List<String> COLUMNS =
            List.of("TRANSACTION_ID", "TX_DATETIME", "CUSTOMER_ID", "TERMINAL_ID", "TX_AMOUNT", "TX_FRAUD");
    private static final String SCENARIO = "TX_FRAUD_SCENARIO";
    private static final String PRODUCER = "handbook";
    private static final int SCALE = 4;
    private static final int DATE_TIME_LENGTH = "2018-04-01 00:00:31".length();

    public HandbookCsv {
        if (!currency.matches("[A-Z]{3}")) {
            throw new PlatformException("--currency is '" + currency + "', expected three capital letters as in EUR");
        }
    }

    /**
     * Gives each row's transaction, then its label if it has one, to the sink.
     *
     * @return rows read
     */
    public long read(long maxRows, Consumer<HistoryEvent> sink) {
        if (!Files.isRegularFile(file)) {
            throw new PlatformException(
                    "there is no file " + file + ", expected the handbook's raw CSV (.csv, .csv.gz, .csv.xz)");
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(decompressed(), StandardCharsets.UTF_8), 1 << 16)) {
            Row row = new Row(file, lines.readLine());
            long rows = 0;
            for (String line = lines.readLine(); line != null && rows < maxRows; line = lines.readLine()) {
                row.parse(line);
                emit(row, sink);
                rows++;
            }
            return rows;
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private InputStream decompressed() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".xz")) {
            return new XZInputStream(bytes);
        }
        return name.endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    }

    private void emit(Row row, Consumer<HistoryEvent> sink) {
        String id = row.text("TRANSACTION_ID");
        Instant eventTime = row.dateTime("TX_DATETIME");
        String customer = row.text("CUSTOMER_ID");
        String terminal = row.text("TERMINAL_ID");
        Transaction transaction = new Transaction();
        transaction.setTransactionId(id);
        transaction.setEventTime(eventTime);
        transaction.setCustomerId(customer);
        transaction.setTerminalId(terminal);
        transaction.setAmount(row.amount("TX_AMOUNT"));
        transaction.setCurrency(currency);
        transaction.setChannel(Channel.UNKNOWN);
        transaction.setAuthorization(Authorization.UNKNOWN);
        transaction.setProducer(PRODUCER);
        sink.accept(HistoryEvent.of(transaction));
        if (row.flag("TX_FRAUD")) {
            FraudLabel label = new FraudLabel();
            label.setLabelId(PRODUCER + "-" + id);
            label.setTransactionId(id);
            label.setTransactionTime(eventTime);
            label.setKnownAt(eventTime.plus(labelDelay));
            label.setIsFraud(true);
            label.setSource(LabelSource.UNKNOWN);
            label.setFraudType(row.optional(SCENARIO));
            label.setCustomerId(customer);
            label.setTerminalId(terminal);
            label.setProducer(PRODUCER);
            sink.accept(HistoryEvent.of(label));
        }
    }

    /** The current line, cut into the columns that the header names. */
    private static final class Row {
        private final Path file;
        private final List<String> header;
        private final String[] cells;
        private long line = 1;

        Row(Path file, @Nullable String headerLine) {
            this.file = file;
            if (headerLine == null) {
                throw new PlatformException(file + " is empty, expected a header line with " + COLUMNS);
            }
            header = Arrays.asList(headerLine.strip().replace("\uFEFF", "").split(",", -1));
            for (String column : COLUMNS) {
                if (!header.contains(column)) {
                    throw new PlatformException(file + ", line 1: column " + column + " is missing, found " + header);
                }
            }
            cells = new String[header.size()];
        }

        void parse(String text) {
            line++;
            int cell = 0;
            int begin = 0;
            for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', begin)) {
                if (cell < cells.length) {
                    cells[cell] = text.substring(begin, comma);
                }
                cell++;
                begin = comma + 1;
            }
            if (cell < cells.length) {
                cells[cell] = text.substring(begin);
            }
            if (cell + 1 != cells.length) {
                throw new PlatformException(file + ", line " + line + ": found " + (cell + 1) + " columns, expected "
                        + cells.length + " as in the header");
            }
        }

        String text(String column) {
            String text = cells[header.indexOf(column)].strip();
            if (text.isEmpty()) {
                throw wrong(column, "a value");
            }
            return text;
        }

        @Nullable
        String optional(String column) {
            int index = header.indexOf(column);
            return index < 0 || cells[index].isBlank() ? null : cells[index].strip();
        }

        boolean flag(String column) {
            return switch (text(column)) {
                case "0" -> false;
                case "1" -> true;
                default -> throw wrong(column, "0 or 1");
            };
        }

        BigDecimal amount(String column) {
            try {
                return new BigDecimal(text(column)).setScale(SCALE);
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong(column, "a decimal number with at most " + SCALE + " digits after the point, as in 57.16");
            }
        }

        Instant dateTime(String column) {
            String text = text(column);
            try {
                if (text.length() == DATE_TIME_LENGTH
                        && text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && (text.charAt(10) == ' ' || text.charAt(10) == 'T')
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':') {
                    return LocalDateTime.of(
                                    number(text, 0, 4),
                                    number(text, 5, 7),
                                    number(text, 8, 10),
                                    number(text, 11, 13),
                                    number(text, 14, 16),
                                    number(text, 17, 19))
                            .toInstant(ZoneOffset.UTC);
                }
            } catch (DateTimeException | NumberFormatException e) {
                throw wrong(column, "a date and time as in 2018-04-01 00:00:31");
            }
            throw wrong(column, "a date and time as in 2018-04-01 00:00:31");
        }

        private static int number(String text, int begin, int end) {
            return Integer.parseUnsignedInt(text, begin, end, 10);
        }

        private PlatformException wrong(String column, String expected) {
            return new PlatformException(file + ", line " + line + ", column " + column + ": found '"
                    + cells[header.indexOf(column)] + "', expected " + expected);
        }
    }
}
