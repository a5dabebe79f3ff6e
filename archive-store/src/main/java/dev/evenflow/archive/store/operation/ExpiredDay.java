package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.ArchiveTable;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;

/**
 * A partition, of one day, that a policy keeps no longer.
 *
 * @param partition as in the path of its files
 * @param held whether a row in it is of a subject under hold: then all of it stays
 */
public record ExpiredDay(
        String place, ArchiveTable table, String partition, List<DataFile> files, Set<String> batches, boolean held) {
    public ExpiredDay {
        files = List.copyOf(files);
        batches = Set.copyOf(batches);
    }

    public long rows() {
        return files.stream().mapToLong(DataFile::recordCount).sum();
    }
}
