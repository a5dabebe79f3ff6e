package dev.evenflow.archive.store;

import java.io.IOException;
import java.io.UncheckedIOException;
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

/**
 * Reads rows of Parquet data files, those that a filter leaves, with Iceberg's pruning of files and row groups.
 *
 * <p>Iceberg's own generic reader cannot be used: of its Flink edition it needs Flink's table classes.
 */
final class TableRows {
    private TableRows() {}

    /** Rows of the table's current snapshot. */
    static void forEach(Table table, Expression filter, Consumer<Record> action) {
        forEach(table, table.newScan().filter(filter), action);
    }

    static void forEach(Table table, TableScan scan, Consumer<Record> action) {
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                forEach(table.io(), scan.schema(), task, action);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + table.name(), e);
        }
    }

    static void forEach(FileIO io, Schema schema, FileScanTask task, Consumer<Record> action) {
        if (!task.deletes().isEmpty()) {
            throw new ArchiveStoreException("rows of " + task.file().location() + " were deleted by "
                    + task.deletes().get(0).location() + "; the archive's tables are only appended to and compacted");
        }
        forEach(io, schema, task.file().location(), task.residual(), action);
    }

    /** Rows of one file. */
    static void forEach(FileIO io, Schema schema, String location, Expression filter, Consumer<Record> action) {
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
}
