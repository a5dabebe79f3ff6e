package dev.evenflow.archive.store.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version that was built again.
 *
 * @param directory where it was kept; null if it was not to be kept, or is not the same
 */
public record RebuiltDataset(DatasetManifest expected, DatasetManifest rebuilt, @Nullable Path directory) {

    public boolean isSame() {
        return rebuilt.equals(expected);
    }

    /** Rows that cannot come back, because their subject was erased since. */
    public long erased() {
        return Math.max(0, count(rebuilt) - count(expected));
    }

    /** Rows that cannot come back, because the archive has them no more. */
    public long expired() {
        return Math.max(0, expected.rows() - rebuilt.rows() - erased());
    }

    /** In what it differs. */
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        if (erased() > 0) {
            differences.add(erased() + " of " + expected.rows() + " rows cannot come back: their subject was erased");
        }
        if (expired() > 0) {
            differences.add(expired() + " of " + expected.rows()
                    + " rows cannot come back: the archive has them no more, or no longer their labels");
        }
        if (differences.isEmpty() && !rebuilt.rowsDigest().equals(expected.rowsDigest())) {
            differences.add("the rows are other ones: digest " + rebuilt.rowsDigest() + ", the manifest says "
                    + expected.rowsDigest());
        } else if (differences.isEmpty() && !rebuilt.files().equals(expected.files())) {
            differences.add("the rows are the same, and the files are written otherwise: " + rebuilt.files()
                    + ", the manifest says " + expected.files());
        } else if (differences.isEmpty() && !isSame()) {
            differences.add("rows and files are the same, and the manifest says something else about them");
        }
        return differences;
    }

    private static long count(DatasetManifest manifest) {
        return manifest.leftOut().getOrDefault(DatasetContent.ERASED, 0L);
    }
}
