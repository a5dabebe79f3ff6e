package dev.evenflow.flink.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads some columns of a Parquet file, column by column, without a record in between. Only columns of one value per row;
 * one that is not in the file, or is nested, is an {@link IOException} that names it. Not thread-safe.
 */
public final class ParquetColumns implements AutoCloseable {
    private final ParquetFileReader file;
    private final MessageType columns;
    private @Nullable PageReadStore group;

    /** Takes a column's values; for a row without a value {@link #absent} is called instead. */
    public abstract static class Target extends PrimitiveConverter {
        /** Of the value that comes next, from 0 in each row group. */
        protected int row;

        protected abstract void absent();
    }

    /** @param names of the columns to read */
    public ParquetColumns(InputFile input, List<String> names) throws IOException {
        file = new ParquetFileReader(
                input,
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .withCodecFactory(new ParquetCodecs())
                        .build());
        MessageType whole = file.getFooter().getFileMetaData().getSchema();
        List<Type> chosen = new ArrayList<>();
        for (String name : names) {
            if (!whole.containsField(name)
                    || !whole.getType(name).isPrimitive()
                    || whole.getType(name).isRepetition(Type.Repetition.REPEATED))
                throw new IOException("no column '" + name + "' with one value per row in " + whole);
            chosen.add(whole.getType(name));
        }
        columns = new MessageType(whole.getName(), chosen);
        file.setRequestedSchema(columns);
    }

    /** Rows of the whole file. */
    public long rows() {
        return file.getRecordCount();
    }

    PrimitiveType.PrimitiveTypeName physicalType(String name) {
        return columns.getType(name).asPrimitiveType().getPrimitiveTypeName();
    }

    /** Goes to the next row group: its number of rows, or -1 after the last. */
    public int nextRowGroup() throws IOException {
        PageReadStore next = file.readNextRowGroup();
        group = next;
        return next == null ? -1 : Math.toIntExact(next.getRowCount());
    }

    /** Hands the current row group's values of a column to its target. */
    public void read(String name, Target target) {
        PageReadStore pages = group;
        if (pages == null) throw new IllegalStateException("nextRowGroup() comes first");
        ColumnDescriptor column = columns.getColumnDescription(new String[] {name});
        ColumnReader values = new ColumnReadStoreImpl(
                        pages,
                        new Only(target),
                        columns,
                        file.getFooter().getFileMetaData().getCreatedBy())
                .getColumnReader(column);
        int present = column.getMaxDefinitionLevel();
        int rows = (int) pages.getRowCount();
        for (int row = 0; row < rows; row++) {
            target.row = row;
            if (values.getCurrentDefinitionLevel() == present) values.writeCurrentValueToConverter();
            else target.absent();
            values.consume();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Parquet wants to know where a record's fields go; one is asked for. */
    private static final class Only extends GroupConverter {
        private final Target target;

        Only(Target target) {
            this.target = target;
        }

        @Override
        public Converter getConverter(int field) {
            return target;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
