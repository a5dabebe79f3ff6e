package dev.evenflow.benchmarks.backfill;

import dev.evenflow.flink.files.ParquetColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;

/** A history's columns as arrays; keys as numbers from 0. */
final class HeapColumns {
    final int rows;
    final long[] times;
    final long[] amounts;
    final long[] frauds;
    final int[] customers;
    final int[] terminals;
    final byte[][] ids;
    final Map<String, Integer> customerCodes = new ConcurrentHashMap<>();
    final Map<String, Integer> terminalCodes = new ConcurrentHashMap<>();

    private HeapColumns(int rows) {
        this.rows = rows;
        times = new long[rows];
        amounts = new long[rows];
        frauds = new long[rows];
        customers = new int[rows];
        terminals = new int[rows];
        ids = new byte[rows][];
    }

    static HeapColumns read(List<Path> files, ExecutorService pool) throws Exception {
        int[] begins = new int[files.size() + 1];
        for (int i = 0; i < files.size(); i++)
            try (ParquetColumns file = new ParquetColumns(new LocalInputFile(files.get(i)), List.of())) {
                begins[i + 1] = begins[i] + Math.toIntExact(file.rows());
            }
        HeapColumns columns = new HeapColumns(begins[files.size()]);
        HeapLoopBackfill.each(pool, files.size(), part -> {
            try {
                columns.read(files.get(part), begins[part]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return columns;
    }

    private void read(Path path, int begin) throws IOException {
        try (ParquetColumns file = new ParquetColumns(
                new LocalInputFile(path),
                List.of("transaction_id", "event_time", "customer_id", "terminal_id", "amount"))) {
            int at = begin;
            for (int count = file.nextRowGroup(); count >= 0; count = file.nextRowGroup()) {
                int from = at;
                file.read("event_time", new Target() {
                    @Override
                    public void addLong(long value) {
                        times[from + row] = value;
                    }
                });
                file.read("amount", new Target() {
                    @Override
                    public void addBinary(Binary value) {
                        byte[] bytes = value.getBytesUnsafe();
                        long number = bytes[0];
                        for (int i = 1; i < bytes.length; i++) number = number << 8 | bytes[i] & 0xFF;
                        amounts[from + row] = number;
                    }
                });
                file.read("transaction_id", new Target() {
                    @Override
                    public void addBinary(Binary value) {
                        ids[from + row] = value.getBytes();
                    }
                });
                file.read("customer_id", new Codes(customers, from, customerCodes));
                file.read("terminal_id", new Codes(terminals, from, terminalCodes));
                at += count;
            }
        }
    }

    /** Every label here is one of fraud, and counts for windows that begin seven days later, when it is known. */
    void markFraud(List<Path> labels) throws IOException {
        Set<String> fraudulent = new HashSet<>();
        for (Path path : labels)
            try (ParquetColumns file = new ParquetColumns(new LocalInputFile(path), List.of("transaction_id"))) {
                while (file.nextRowGroup() >= 0)
                    file.read("transaction_id", new Target() {
                        @Override
                        public void addBinary(Binary value) {
                            fraudulent.add(value.toStringUsingUTF8());
                        }
                    });
            }
        for (int row = 0; row < rows; row++)
            if (fraudulent.contains(new String(ids[row], StandardCharsets.UTF_8))) frauds[row] = 1;
    }

    private abstract static class Target extends ParquetColumns.Target {
        @Override
        protected void absent() {
            throw new IllegalStateException("a row " + row + " without a value, expected one in each");
        }
    }

    /** Texts to numbers, by way of the file's own dictionary where it has one. */
    private static final class Codes extends Target {
        private final int[] codes;
        private final int from;
        private final Map<String, Integer> known;
        private int[] ofDictionary = {};

        Codes(int[] codes, int from, Map<String, Integer> known) {
            this.codes = codes;
            this.from = from;
            this.known = known;
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            ofDictionary = new int[dictionary.getMaxId() + 1];
            for (int i = 0; i < ofDictionary.length; i++) ofDictionary[i] = code(dictionary.decodeToBinary(i));
        }

        @Override
        public void addValueFromDictionary(int id) {
            codes[from + row] = ofDictionary[id];
        }

        @Override
        public void addBinary(Binary value) {
            codes[from + row] = code(value);
        }

        private int code(Binary value) {
            synchronized (known) {
                return known.computeIfAbsent(value.toStringUsingUTF8(), text -> known.size());
            }
        }
    }
}
