package dev.evenflow.flink.files;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveComparator;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * One column of a row group: collects a page's values in an array and encodes them together, by a dictionary (RLE) as long
 * as that is worth it, else plain. INT64, DOUBLE, BOOLEAN and BINARY, flat. Not thread-safe.
 */
final class ColumnPages {
    /** Rows in a page, as Parquet's own writer has them. */
    static final int ROWS = 20_000;

    private static final int LARGEST_DICTIONARY = 1 << 20;
    private static final int LARGEST_TEXTS = 1 << 20;

    private final PrimitiveType type;
    private final PrimitiveTypeName physical;
    private final boolean optional;
    private final boolean unsigned;
    private final PageWriter pages;

    private final int[] present = new int[ROWS];
    private final long[] numbers;
    private final int[] ends;
    private final int[] ids = new int[ROWS];
    private final PageBytes texts = new PageBytes();
    private final PageBytes page = new PageBytes();
    private int rows;
    private int values;

    private @Nullable ColumnDictionary dictionary;
    /** One that became too large: pages before that refer to it. */
    private @Nullable ColumnDictionary given;
    /** Of the dictionary, what pages refer to. */
    private int used;

    /** Per number in the dictionary: the last page whose least and largest value it was looked at for. */
    private int[] seenIn = {};

    private int pageNumber;

    /** @param distinct whether values hardly repeat */
    ColumnPages(ColumnDescriptor column, PageWriter pages, boolean distinct) {
        this.type = column.getPrimitiveType();
        this.physical = type.getPrimitiveTypeName();
        this.optional = column.getMaxDefinitionLevel() > 0;
        this.pages = pages;
        this.unsigned = PrimitiveComparator.UNSIGNED_LEXICOGRAPHICAL_BINARY_COMPARATOR.equals(type.comparator());
        boolean text = physical == PrimitiveTypeName.BINARY;
        this.numbers = new long[text ? 0 : ROWS];
        this.ends = new int[text ? ROWS : 0];
        this.dictionary = switch (physical) {
            case BINARY -> distinct ? null : new ColumnDictionary.OfTexts();
            case INT64, DOUBLE -> distinct ? null : new ColumnDictionary.OfNumbers();
            case BOOLEAN -> null;
            default ->
                throw new IllegalArgumentException("column '" + type.getName() + "' is " + physical
                        + ", expected INT64, DOUBLE, BOOLEAN or BINARY");
        };
    }

    void put(PrimitiveTypeName of, long value) {
        if (of != physical)
            throw new IllegalArgumentException(
                    "a value of type " + of + " for column '" + type.getName() + "', expected " + physical);
        numbers[values++] = value;
        present[rows++] = 1;
    }

    void put(byte[] value) {
        if (physical != PrimitiveTypeName.BINARY)
            throw new IllegalArgumentException("bytes for column '" + type.getName() + "', expected " + physical);
        texts.raw(value, 0, value.length);
        ends[values++] = texts.size;
        present[rows++] = 1;
    }

    void putNull() {
        if (!optional) throw new IllegalArgumentException("null for column '" + type.getName() + "', expected a value");
        present[rows++] = 0;
    }

    /** Whether the page should end with this row. */
    boolean isFull() {
        return rows == ROWS || texts.size > LARGEST_TEXTS;
    }

    /** Ends the page, if there is one; its size before compression. */
    int endPage() throws IOException {
        if (rows == 0) return 0;
        page.clear();
        if (optional) {
            page.fourBytes(0);
            page.hybrid(present, rows, 1);
            page.setFourBytes(0, page.size - Integer.BYTES);
        }
        boolean byDictionary = lookUp();
        if (byDictionary) {
            int width = width(used);
            page.octet(width);
            page.hybrid(ids, values, width);
        } else {
            plain();
        }
        pages.writePage(
                BytesInput.from(page.bytes, 0, page.size),
                rows,
                rows,
                statistics(byDictionary),
                Encoding.BIT_PACKED,
                optional ? Encoding.RLE : Encoding.BIT_PACKED,
                byDictionary ? Encoding.PLAIN_DICTIONARY : Encoding.PLAIN);
        rows = 0;
        values = 0;
        texts.clear();
        pageNumber++;
        return page.size;
    }

    private static int width(int ids) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, ids - 1));
    }

    /** Whether the page's values are in the dictionary; where it does not pay it is given up for all that follows. */
    private boolean lookUp() {
        ColumnDictionary known = dictionary;
        if (known == null || values == 0) return false;
        if (known instanceof ColumnDictionary.OfNumbers mine)
            for (int i = 0; i < values; i++)
                ids[i] = i > 0 && numbers[i] == numbers[i - 1] ? ids[i - 1] : mine.id(numbers[i]);
        else if (known instanceof ColumnDictionary.OfTexts mine)
            for (int i = 0; i < values; i++) ids[i] = mine.id(texts.bytes, begin(i), ends[i]);
        boolean repeats = used > 0 || known.size() <= values / 2 + 1;
        if (repeats && known.bytes() <= LARGEST_DICTIONARY) {
            used = known.size();
            return true;
        }
        given = used > 0 ? known : null;
        dictionary = null;
        return false;
    }

    private int begin(int value) {
        return value == 0 ? 0 : ends[value - 1];
    }

    private void plain() {
        switch (physical) {
            case BOOLEAN -> page.bits(numbers, values);
            case BINARY -> {
                for (int i = 0; i < values; i++) {
                    page.fourBytes(ends[i] - begin(i));
                    page.raw(texts.bytes, begin(i), ends[i] - begin(i));
                }
            }
            default -> page.eightBytes(numbers, values);
        }
    }

    /** Ends the row group's column. */
    void end() throws IOException {
        endPage();
        ColumnDictionary known = dictionary == null ? given : dictionary;
        if (known != null && used > 0) writeDictionary(known);
    }

    private void writeDictionary(ColumnDictionary known) throws IOException {
        page.clear();
        known.plain(used, page);
        pages.writeDictionaryPage(
                new DictionaryPage(BytesInput.from(page.bytes, 0, page.size), used, Encoding.PLAIN_DICTIONARY));
    }

    private Statistics<?> statistics(boolean byDictionary) {
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.setNumNulls(rows - values);
        if (values == 0) return statistics;
        switch (physical) {
            case DOUBLE -> {
                double least = Double.longBitsToDouble(numbers[0]);
                double most = least;
                for (int i = 1; i < values; i++) {
                    double value = Double.longBitsToDouble(numbers[i]);
                    if (Double.compare(value, least) < 0) least = value;
                    if (Double.compare(value, most) > 0) most = value;
                }
                statistics.updateStats(least);
                statistics.updateStats(most);
            }
            case BINARY -> ofTexts(statistics, byDictionary);
            default -> {
                long least = Long.MAX_VALUE;
                long most = Long.MIN_VALUE;
                for (int i = 0; i < values; i++) {
                    least = Math.min(least, numbers[i]);
                    most = Math.max(most, numbers[i]);
                }
                if (physical == PrimitiveTypeName.BOOLEAN) {
                    statistics.updateStats(least != 0);
                    statistics.updateStats(most != 0);
                } else {
                    statistics.updateStats(least);
                    statistics.updateStats(most);
                }
            }
        }
        return statistics;
    }

    private void ofTexts(Statistics<?> statistics, boolean byDictionary) {
        if (byDictionary && seenIn.length < used) seenIn = Arrays.copyOf(seenIn, 2 * used);
        byte[] bytes = texts.bytes;
        int least = -1;
        int most = -1;
        for (int i = 0; i < values; i++) {
            if (byDictionary) {
                if (seenIn[ids[i]] == pageNumber + 1) continue;
                seenIn[ids[i]] = pageNumber + 1;
            }
            int from = begin(i);
            if (!unsigned) statistics.updateStats(text(i));
            else if (least < 0) least = most = i;
            else if (Arrays.compareUnsigned(bytes, from, ends[i], bytes, begin(least), ends[least]) < 0) least = i;
            else if (Arrays.compareUnsigned(bytes, from, ends[i], bytes, begin(most), ends[most]) > 0) most = i;
        }
        if (least < 0) return;
        statistics.updateStats(text(least));
        statistics.updateStats(text(most));
    }

    private Binary text(int value) {
        return Binary.fromConstantByteArray(Arrays.copyOfRange(texts.bytes, begin(value), ends[value]));
    }
}
