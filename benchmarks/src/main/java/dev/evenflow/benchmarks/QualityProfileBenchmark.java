package dev.evenflow.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.evenflow.payments.Transaction;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.profile.KeyHash;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What it costs one core to measure every field of a record, beside decoding it: the same records in turns in one process and one thread, by
 * the CPU time of the process, garbage collection and compilation included. The first round warms up and does not count; the order turns round by round.
 *
 * <p>Arguments: {@code --rows N --customers N --rounds N --window N --contract FILE --cases 0,p,k,c,m [--profile p]}.
 */
public final class QualityProfileBenchmark {
    /** Of each field: count, nulls, NaN, infinite, min, max, mean, standard deviation, skewness, quantiles. */
    private static final int METRICS_OF_NUMBERS = 10;

    /** And, except of times, lists and maps: distinct, frequent values. */
    private static final int METRICS_OF_VALUES = 2;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Map<String, String> options;
    private final EncodedTransactions transactions;
    private final Schema schema = Transaction.getClassSchema();
    private final GenericDatumReader<GenericRecord> reader;
    private final ProfilePlan plan = ProfilePlan.of(schema, Set.of());
    private final KeyHash key = KeyHash.of(schema, List.of("transaction_id"));
    private final Contract contract;
    private final RowChecks checks;
    private final Violations violations = new Violations();

    private QualityProfileBenchmark(Map<String, String> options) throws Exception {
        this.options = options;
        this.transactions = new EncodedTransactions(number("rows"), number("customers"));
        String file = option("contract");
        contract = Contract.parse(file, Files.readString(Path.of(file)));
        checks = RowChecks.compile(contract, schema);
        // as the job reads
        GenericData plain = new GenericData();
        plain.setFastReaderEnabled(true);
        reader = new GenericDatumReader<>(schema, schema, plain);
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        }
        new QualityProfileBenchmark(options).run();
    }

    private void run() throws Exception {
        int fields = plan.fieldNames().size();
        System.out.printf(
                Locale.ROOT,
                "%,d transactions of %,d customers, %.0f bytes and %d fields each: %d metrics, %d rules; windows of %,d; %d rounds, the first to warm up; %d processors%n",
                number("rows"),
                number("customers"),
                transactions.bytesPerRecord(),
                fields,
                metrics(),
                contract.rules().size(),
                number("window"),
                number("rounds"),
                Runtime.getRuntime().availableProcessors());
        List<QualityCase> order = new ArrayList<>(Arrays.stream(option("cases").split(",", -1))
                .map(QualityCase::of)
                .toList());
        Map<QualityCase, List<Double>> measured = new EnumMap<>(QualityCase.class);
        for (int round = 0; round < number("rounds"); round++) {
            System.out.printf(Locale.ROOT, "  round %d:", round);
            for (QualityCase each : order) {
                double nanos = nanosPerRecord(each);
                System.out.printf(Locale.ROOT, "  %s %,.0f/s", each.letter, 1e9 / nanos);
                if (round > 0) {
                    measured.computeIfAbsent(each, of -> new ArrayList<>()).add(nanos);
                }
            }
            System.out.println();
            Collections.reverse(order);
        }
        print(measured);
        String profiled = options.get("profile");
        if (profiled != null) {
            Path file = Files.createTempFile("quality", ".jfr");
            CpuProfile.of(file, () -> {
                        for (int i = 0; i < 5; i++) {
                            nanosPerRecord(QualityCase.of(profiled));
                        }
                    })
                    .print(System.out);
            Files.deleteIfExists(file);
        }
    }

    private int metrics() throws IOException {
        RecordProfile profile = new RecordProfile();
        profile.add(plan, reader.read(null, DecoderFactory.get().binaryDecoder(transactions.records[0], null)));
        return profile.fields().values().stream()
                .mapToInt(field -> METRICS_OF_NUMBERS + (Double.isNaN(field.distinct()) ? 0 : METRICS_OF_VALUES))
                .sum();
    }

    private static void print(Map<QualityCase, List<Double>> measured) {
        System.out.println("| case | rows/s and core, median (min..max) | CPU ns/row | of the first case's |");
        System.out.println("| --- | ---: | ---: | ---: |");
        double first = 0;
        for (Map.Entry<QualityCase, List<Double>> each : measured.entrySet()) {
            double[] nanos = each.getValue().stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            double median = (nanos[nanos.length / 2] + nanos[(nanos.length - 1) / 2]) / 2;
            first = first == 0 ? median : first;
            System.out.printf(
                    Locale.ROOT,
                    "| %s: %s | %,.0f (%,.0f..%,.0f) | %,.0f | %.2f |%n",
                    each.getKey().letter,
                    each.getKey().text,
                    1e9 / median,
                    1e9 / nanos[nanos.length - 1],
                    1e9 / nanos[0],
                    median,
                    median / first);
        }
    }

    private double nanosPerRecord(QualityCase what) throws IOException {
        int window = number("window");
        RecordProfile profile = new RecordProfile();
        KeySample keys = new KeySample();
        RuleTally tally = new RuleTally();
        RuleTally wholeTally = new RuleTally();
        RecordProfile whole = new RecordProfile();
        KeySample wholeKeys = new KeySample();
        BinaryDecoder decoder = null;
        long fields = 0;
        long begin = PROCESS.getProcessCpuTime();
        int row = 0;
        for (byte[] bytes : transactions.records) {
            decoder = DecoderFactory.get().binaryDecoder(bytes, decoder);
            IndexedRecord record = reader.read(null, decoder);
            fields += record.getSchema().getFields().size();
            if (what != QualityCase.DECODED) {
                profile.add(plan, record);
            }
            if (what.compareTo(QualityCase.KEYED) >= 0) {
                keys.add(key.hash(record));
            }
            if (what.compareTo(QualityCase.CHECKED) >= 0) {
                checks.check(record, 0, row, tally, violations);
            }
            row++;
            if (row % window == 0) {
                if (what == QualityCase.MERGED) {
                    whole.merge(RecordProfile.fromBytes(profile.toBytes()));
                    wholeKeys.merge(KeySample.fromBytes(keys.toBytes()));
                    wholeTally.merge(RuleTally.fromBytes(tally.toBytes()));
                }
                tally = new RuleTally();
                profile = new RecordProfile();
                keys = new KeySample();
            }
        }
        long nanos = PROCESS.getProcessCpuTime() - begin;
        if (fields == 0 || (what == QualityCase.MERGED && whole.records() < row - window)) {
            throw new IllegalStateException("nothing was measured");
        }
        return (double) nanos / row;
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option --" + name + " is missing");
        }
        return value;
    }

    private int number(String name) {
        return Integer.parseInt(option(name));
    }
}
