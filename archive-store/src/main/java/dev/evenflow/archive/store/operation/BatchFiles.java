package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Which batches lie in which data files: the file a batch was first written to is named like it, a compacted one must be read. */
final class BatchFiles {
    private static final Pattern ORIGINAL =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\.parquet");

    private BatchFiles() {}

    static List<DataFile> of(TableScan scan) {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                files.add(task.file().copyWithoutStats());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot plan a scan of " + scan.table().name(), e);
        }
        return files;
    }

    /** The batch that was first written to this file, if it is such a file. */
    static Optional<String> original(DataFile file) {
        String location = file.location();
        Matcher name = ORIGINAL.matcher(location.substring(location.lastIndexOf('/') + 1));
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    static Set<String> batches(Table table, DataFile file) {
        Optional<String> original = original(file);
        if (original.isPresent()) {
            return Set.of(original.get());
        }
        Set<String> batches = new HashSet<>();
        Schema column = table.schema().select("batch");
        TableRows.forEach(
                table.io(),
                column,
                file.location(),
                Expressions.alwaysTrue(),
                row -> batches.add(String.valueOf(row.get(0))));
        return batches;
    }
}
