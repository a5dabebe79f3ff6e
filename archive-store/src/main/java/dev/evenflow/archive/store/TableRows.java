package dev.evenflow.archive.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * Reads rows of Parquet data files, those that a filter leaves, with Iceberg's pruning of files and row groups.
 *
 * <p>Iceberg's own generic reader cannot be used: of its Flink edition it needs Flink's table classes.
 */
public final class TableRows {
    private TableRows() {}

    /** Rows of the table's current snapshot. */
    public static void forEach(Table table, Expression filter, Consumer<Record> action) {
        forEach(table, table.newScan().filter(filter), action);
    }

    public static void forEach(Table table, TableScan scan, Consumer<Record> action) {
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                forEach(table.io(), scan.schema(), task, action);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + table.name(), e);
        }
    }

    public static void forEach(FileIO io, Schema schema, FileScanTask task, Consumer<Record> action) {
        if (!task.deletes().isEmpty()) {
            throw new ArchiveStoreException("rows of " + task.file().location() + " were deleted by "
                    + task.deletes().get(0).location() + "; the archive's tables are only appended to and compacted");
        }
        forEach(io, schema, task.file().location(), task.residual(), action);
    }

    /** Rows of one file. */
    public static void forEach(FileIO io, Schema schema, String location, Expression filter, Consumer<Record> action) {
        Evaluator evaluator = new Evaluator(schema.asStruct(), filter, true);
        boolean all = filter == Expressions.alwaysTrue();
        InternalRecordWrapper internal = new InternalRecordWrapper(schema.asStruct());
        try (CloseableIterable<Record> rows = Parquet.read(io.newInputFile(location))
                .project(schema)
                .filter(filter)
                .createReaderFunc(file -> GenericParquetReaders.buildReader(schema, file, Map.of()))
                .build()) {
            for (Record row : rows) {
                if (all || evaluator.eval(internal.wrap(row))) {
                    action.accept(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + location, e);
        }
    }

    /** Files of the current snapshot in the order of a long column's least values, so that rows come nearly sorted. */
    static List<FileScanTask> files(Table table, String column) {
        int id = table.schema().findField(column).fieldId();
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats(List.of(column)).planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + table.name(), e);
        }
        files.sort(Comparator.comparingLong(task -> lowerBound(task, id)));
        return files;
    }

    private static long lowerBound(FileScanTask task, int column) {
        Map<Integer, ByteBuffer> bounds = task.file().lowerBounds();
        ByteBuffer bound = bounds == null ? null : bounds.get(column);
        return bound == null ? 0 : Conversions.<Long>fromByteBuffer(Types.LongType.get(), bound);
    }
}
